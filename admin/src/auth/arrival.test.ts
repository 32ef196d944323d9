import { afterEach, expect, it, vi } from 'vitest'
import { arrivalKey, takeArrival } from './arrival.ts'

const tokens = 'access_token=a&refresh_token=r&expires_in=3600&token_type=bearer'

/** The address after the console has looked at one that ends in this fragment, and what the tab keeps of it. */
function arriveAt(fragment: string) {
  const kept = new Map<string, string>()
  let address = `/admin/${fragment}`
  vi.stubGlobal('window', {
    location: { hash: fragment, pathname: '/admin/' },
    sessionStorage: { setItem: (key: string, value: string) => kept.set(key, value) },
    history: { replaceState: (_state: unknown, _title: string, url: string) => (address = url) },
  })
  takeArrival()
  return { address, kept: kept.get(arrivalKey) }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

it('goes to the page of a new password with what its link brought', () => {
  const brought = `${tokens}&type=recovery`
  expect(arriveAt(`#${brought}`)).toEqual({ address: '/admin/#/new-password', kept: brought })
})

it.each(['signup', 'email_change', 'magiclink'])('keeps no tokens of a link of type %s', (type) => {
  expect(arriveAt(`#${tokens}&type=${type}`)).toEqual({ address: '/admin/#/login?confirmed=1', kept: undefined })
})

it.each([
  '#error=access_denied&error_code=otp_expired&error_description=Email+link+is+invalid+or+has+expired',
  '#error=server_error&error_description=Unexpected+failure',
])('takes a refusal for that of any link: %s', (fragment) => {
  expect(arriveAt(fragment)).toEqual({ address: '/admin/#/login?refused=1', kept: undefined })
})

it.each(['', '#', '#/widgets', '#/login?access_token=a'])('leaves the address of a page alone: %j', (fragment) => {
  expect(arriveAt(fragment)).toEqual({ address: `/admin/${fragment}`, kept: undefined })
})
