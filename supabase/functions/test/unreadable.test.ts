import { describe, expect, test } from 'vitest'
import { maxPayloadBytes } from '../../../contract/src/submission.ts'
import { expectProblem, submission, submit } from './request.ts'
import { targets } from './targets.ts'
import { createTenant, stored, whole } from './tenant.ts'

describe.each(targets())('what is refused before the database decides, on $name', (target) => {
  test.each([
    ['{"id":', '', 'json'],
    ['{"payload":{"a":"\\ud83d"}}', '/payload/a', 'surrogate'],
    ['{"payload":{"a":["\\u0000"]}}', '/payload/a/0', 'nul'],
  ])('400 for the body %s, pointing at "%s"', async (body, pointer, code) => {
    const tenant = await createTenant()
    const problem = await expectProblem(await submit(target, tenant, body), 400, 'MALFORMED_BODY')
    expect(problem.errors).toEqual([{ pointer, code, detail: expect.any(String) }])
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('422 with a pointer for every member that is not what the contract says', async () => {
    const tenant = await createTenant()
    const sent = {
      id: '1',
      revision: 2 ** 31,
      payload: { ['k'.repeat(41)]: 1 },
      'a/b': 1,
      meta: { page: 1, title: 'x' },
    }
    const problem = await expectProblem(await submit(target, tenant, sent), 422, 'VALIDATION_FAILED')
    const pointers = problem.errors?.map((error) => error.pointer).sort()
    expect(pointers).toEqual(['/a~1b', '/id', '/meta/page', '/meta/title', `/payload/${'k'.repeat(41)}`, '/revision'])
    for (const body of ['[]', 'null', '1', '{}']) {
      await expectProblem(await submit(target, tenant, body), 422, 'VALIDATION_FAILED')
    }
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('404 for what is not published', async () => {
    const tenant = await createTenant({ status: 'inactive' })
    await expectProblem(await submit(target, tenant, submission()), 404, 'INSTANCE_NOT_FOUND')
    await expectProblem(
      await submit(target, { publicId: 'w_0000000000000000000000' }, submission()),
      404,
      'INSTANCE_NOT_FOUND',
    )
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('413 for a payload over its bound in bytes, not for one just below', async () => {
    const tenant = await createTenant()
    const room = maxPayloadBytes - JSON.stringify({ message: '' }).length
    const over = { message: `${'é'.repeat(room / 2)}xx` }
    expect(JSON.stringify(over).length).toBeLessThan(maxPayloadBytes)
    const problem = await expectProblem(await submit(target, tenant, submission(over)), 413, 'PAYLOAD_TOO_LARGE')
    expect(problem.errors?.[0]?.pointer).toBe('/payload')
    const below = submission({ message: 'x'.repeat(room - 64) })
    await expectProblem(await submit(target, tenant, below), 422, 'VALIDATION_FAILED')
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('413 for a payload that is small as text and large as stored', async () => {
    const tenant = await createTenant()
    const payload = { email: 'ada@site.example', message: Array(995).fill('x'.repeat(29)) }
    await expectProblem(await submit(target, tenant, submission(payload)), 413, 'PAYLOAD_TOO_LARGE')
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('413 for a body over 64 KiB', async () => {
    const tenant = await createTenant()
    const body = JSON.stringify(submission({ message: 'x'.repeat(66_000) }))
    await expectProblem(await submit(target, tenant, body), 413, 'BODY_TOO_LARGE')
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('415 for another content type', async () => {
    const tenant = await createTenant()
    for (const type of ['text/html', 'multipart/form-data; boundary=x']) {
      const response = await submit(target, tenant, submission(), { 'content-type': type })
      await expectProblem(response, 415, 'UNSUPPORTED_MEDIA_TYPE')
    }
    expect(await stored(tenant)).toEqual(whole(0))
  })
})
