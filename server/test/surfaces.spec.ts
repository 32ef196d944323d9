import { expect, test } from 'vitest'
import { sdkVersion } from '../src/http/sdkFiles.ts'
import { newPlace, startLapel } from './lapel.ts'

const nonceOf = (response: Response) =>
  /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]

test('everything an installation serves, on one port', async () => {
  const place = await newPlace()
  await startLapel(place)
  const url = `http://localhost:${place.port}`
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${url}${path}`, { headers })
  const { publishableKey, supabaseUrl } = (await (await get('/admin/config.json')).json()) as Record<string, string>
  const apikey = publishableKey ?? ''
  const post = (path: string, body: string, token = '', more: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        apikey,
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...more,
      },
      body,
    })

  // The console: its pages carry a fresh nonce and no leave for inline code; a missing file is not a page.
  expect(supabaseUrl).toBe(url)
  const [page, sameApp, asset] = await Promise.all([get('/admin/'), get('/admin/plans'), get('/admin/assets/none.js')])
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
  expect(await page.text()).toContain(`nonce="${nonceOf(page)}"`)
  expect(nonceOf(sameApp)).not.toBe(nonceOf(page))
  expect(asset.status).toBe(404)

  // The SDK: any site may load it; the channel is short-lived, a version never changes.
  const [channel, release] = await Promise.all([get('/sdk/v1/lapel.js'), get(`/sdk/${sdkVersion()}/lapel.js`)])
  expect(channel.headers.get('access-control-allow-origin')).toBe('*')
  expect(channel.headers.get('cache-control')).toBe('public, max-age=300, stale-while-revalidate=86400')
  expect(release.headers.get('cache-control')).toContain('immutable')
  expect(channel.headers.get('x-content-type-options')).toBe('nosniff')

  // The data API: the anonymous key sees nothing; who signs up has an organization at once.
  expect((await get('/rest/v1/organizations', { apikey })).status).toBe(401)
  const signUp = await post('/auth/v1/signup', JSON.stringify({ email: 'new@site.example', password: 'long-enough-1' }))
  const { access_token: token } = (await signUp.json()) as { access_token: string }
  const access = (await (await post('/rest/v1/rpc/my_access', '{}', token)).json()) as {
    organizations: [{ id: string }]
  }
  expect(access).toMatchObject({ email: 'new@site.example', organizations: [{ role: 'owner' }] })

  // The audit log names the request and the address as the server knows them, whatever the client says.
  const [{ id }] = access.organizations
  const claims = { 'x-request-id': 'made-up', 'x-forwarded-for': '203.0.113.9', 'cf-connecting-ip': '203.0.113.9' }
  const renamed = await post(
    '/rest/v1/rpc/update_organization',
    JSON.stringify({ organization_id: id, name: 'New' }),
    token,
    claims,
  )
  expect(renamed.status).toBe(200)
  const entries = await get('/rest/v1/audit_entries?select=request_id,ip&order=seq.desc&limit=1', {
    apikey,
    authorization: `Bearer ${token}`,
  })
  const [entry] = (await entries.json()) as [{ request_id: string; ip: string }]
  expect(entry.request_id).toBe(renamed.headers.get('x-request-id'))
  expect(entry.ip).toMatch(/^(127\.0\.0\.1|::1)$/)
  expect((await post('/rest/v1/plans', `"${'x'.repeat(1_100_000)}"`, token)).status).toBe(413)

  // The endpoints: problems, not pages.
  const unknown = await get('/functions/v1/embed/v1/instances/w_000000000000000000000000')
  expect(unknown.status).toBe(404)
  expect(unknown.headers.get('content-type')).toContain('application/problem+json')
})
