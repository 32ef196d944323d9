import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Account, signUp } from './accounts.ts'
import { expectProblem, freshIp } from './request.ts'
import { targets } from './targets.ts'
import { owner } from './tenant.ts'

describe.each(targets())('rates of what users do with tokens on $name', ({ fetch }) => {
  const post = (path: string, body: unknown, headers: Record<string, string>) =>
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  test.each([
    ['claims', '/claims', { draft_token: `dt_${'x'.repeat(24)}`, workspace_id: randomUUID(), name: 'Mine' }],
    ['invitations', '/invitations/accept', { token: 'none' }],
  ])('%s: ten a minute per user, sixty per address', async (name, path, body) => {
    const [ada, boris, from] = [await signUp(), await signUp(), freshIp()]
    const ask = ({ authorization }: Account, address = freshIp()) =>
      post(path, body, { authorization, 'x-forwarded-for': address })
    const first = await ask(ada)
    expect(first.headers.get('ratelimit-policy')).toBe(`"${name}";q=60;w=60, "user${name}";q=10;w=60`)
    expect(first.headers.get('ratelimit')).toMatch(new RegExp(`^"${name}";r=59;t=\\d+, "user${name}";r=9;t=\\d+$`))
    await expectProblem(first, 404, 'NOT_FOUND')
    // The running window and the next one are used up.
    await owner`insert into private.submission_rate_window as w (scope, window_start, ends_at, hits)
      select s.scope, to_timestamp((floor(extract(epoch from now()) / 60) + step) * 60), now() + interval '1 hour', s.hits
      from generate_series(0, 1) step, (values (${`user${name}:${ada.userId}`}, 10), (${`${name}:`} || private.visitor_hash(${from}), 60)) s (scope, hits)
      on conflict on constraint submission_rate_window_pkey do update set hits = excluded.hits`
    for (const refused of [await ask(ada), await ask(boris, from)]) {
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      await expectProblem(refused, 429, 'RATE_LIMITED')
    }
    await expectProblem(await ask(boris), 404, 'NOT_FOUND')
  })
})
