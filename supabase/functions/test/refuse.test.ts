import { describe, expect, test } from 'vitest'
import { expectProblem, freshIp, submission, submit } from './request.ts'
import { targets } from './targets.ts'
import { config, createTenant, exhaustRate, publish, stored, whole } from './tenant.ts'

const limited = (response: Response) => {
  expect(response.headers.get('ratelimit-policy')).toContain('"instance";q=1200;w=60')
  expect(response.headers.get('ratelimit')).toMatch(/"instance";r=\d+;t=\d+/)
}

describe.each(targets())('what the database refuses, on $name', (target) => {
  test('403 for a site that is not on the list, before its fields are looked at', async () => {
    const tenant = await createTenant({ origins: ['https://shop.example'] })
    for (const origin of ['https://evil.example', 'null']) {
      const response = await submit(target, tenant, submission({ nonsense: 1 }), { origin })
      await expectProblem(response, 403, 'ORIGIN_NOT_ALLOWED')
    }
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('413 for a page and referrer that are larger than what is stored of them', async () => {
    const tenant = await createTenant()
    const meta = { page: '語'.repeat(2000), referrer: '語'.repeat(2000) }
    await expectProblem(await submit(target, tenant, { ...submission(), meta }), 413, 'PAYLOAD_TOO_LARGE')
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('422 with a pointer and a sentence for every field', async () => {
    const tenant = await createTenant()
    const response = await submit(target, tenant, submission({ email: 'no', guests: 0, 'x/y': 1 }))
    const problem = await expectProblem(response, 422, 'VALIDATION_FAILED')
    expect(problem.errors).toEqual([
      { pointer: '/payload/email', code: 'email', detail: 'This is not an e-mail address.' },
      { pointer: '/payload/guests', code: 'tooSmall', detail: 'The smallest allowed value is 1.' },
      { pointer: '/payload/x~1y', code: 'unknownField', detail: 'The form has no such field.' },
    ])
    limited(response)
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('a corrected submission may keep its id', async () => {
    const tenant = await createTenant()
    const sent = submission({ email: 'no' })
    expect((await submit(target, tenant, sent)).status).toBe(422)
    expect((await submit(target, tenant, { ...sent, payload: { email: 'ada@site.example' } })).status).toBe(201)
    expect(await stored(tenant)).toEqual(whole(1))
  })

  test('409 only for another revision whose fields are gone', async () => {
    const tenant = await createTenant()
    await submit(target, tenant, submission())
    const renamed = config.fields.map((field) => (field.key === 'message' ? { ...field, key: 'text' } : field))
    await publish(tenant, 2, { ...config, fields: renamed })
    const old = { email: 'ada@site.example', message: 'hello' }
    await expectProblem(await submit(target, tenant, submission(old, 1)), 409, 'STALE_REVISION')
    await expectProblem(await submit(target, tenant, submission(old, 2)), 422, 'VALIDATION_FAILED')
    await expectProblem(await submit(target, tenant, submission({ email: 'no' }, 1)), 422, 'VALIDATION_FAILED')
    expect((await submit(target, tenant, submission({ email: 'ada@site.example' }, 1))).status).toBe(201)
    expect((await submit(target, tenant, submission({ email: 'ada@site.example', text: 'new' }, 2))).status).toBe(201)
    expect(await stored(tenant)).toEqual(whole(3))
  })

  test('429 with what is left and when to come back, before fields are looked at; a replay is still answered', async () => {
    const tenant = await createTenant()
    const sent = submission()
    await submit(target, tenant, sent)
    await exhaustRate(tenant)
    for (const payload of [{ email: 'ada@site.example' }, { nonsense: 1 }]) {
      const response = await submit(target, tenant, submission(payload))
      limited(response)
      const left = /"instance";r=0;t=(\d+)$/.exec(response.headers.get('ratelimit') ?? '')
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(Number(left?.[1]))
      await expectProblem(response, 429, 'RATE_LIMITED')
    }
    expect((await submit(target, tenant, sent)).headers.get('idempotent-replayed')).toBe('true')
    expect(await stored(tenant)).toEqual(whole(1))
  })

  test('429 for one address, while others go on', async () => {
    const tenant = await createTenant()
    const ip = freshIp()
    const send = () => submit(target, tenant, submission(), { 'x-forwarded-for': ip })
    // Two windows' worth: wherever the minute turns, one window is used up.
    const statuses: number[] = []
    while (!statuses.includes(429) && statuses.length < 125) statuses.push((await send()).status)
    expect(statuses.at(-1)).toBe(429)
    expect((await submit(target, tenant, submission())).status).toBe(201)
    expect(await stored(tenant)).toEqual(whole(statuses.length))
  })

  test('402 at a hard limit of the plan, exact under concurrency', async () => {
    const tenant = await createTenant({ monthlyLimit: 3 })
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit(target, tenant, submission())))
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(3)
    const refused = answers.find((answer) => answer.status === 402)
    if (!refused) throw new Error('nothing was refused')
    limited(refused)
    await expectProblem(refused, 402, 'PLAN_LIMIT_REACHED')
    expect(await stored(tenant)).toEqual(whole(3))
  })
})
