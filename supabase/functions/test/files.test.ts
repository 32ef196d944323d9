import { createHash } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { createApp } from '../_shared/app.ts'
import { expectProblem } from './request.ts'
import { targets, testPorts } from './targets.ts'
import { createTenant, owner, type Tenant } from './tenant.ts'

let versions = 0

async function upload(
  { organizationId, workspaceId, widgetId }: Tenant,
  code: string,
  approved = true,
): Promise<string> {
  await owner`insert into public.plugin_artifacts (organization_id, workspace_id, widget_id, version, content, approved_at)
    values (${organizationId}, ${workspaceId}, ${widgetId}, ${`1.0.${versions++}`}, ${Buffer.from(code)},
      ${approved ? new Date() : null})`
  return createHash('sha256').update(code).digest('hex')
}

describe.each(targets())('what never changes under its address on $name', ({ fetch, name }) => {
  test('the schema of a form is JSON Schema, kept for ever', async () => {
    const response = await fetch('/embed/v1/schema/form/1.json')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/schema+json')
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const schema = (await response.json()) as { $schema: string; required: string[]; properties: object }
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(schema.required).toContain('fields')
    expect(Object.keys(schema.properties)).toContain('translations')
    const headers = { 'if-none-match': response.headers.get('etag') ?? '' }
    expect((await fetch('/embed/v1/schema/form/1.json', { headers })).status).toBe(304)
  })

  test.each([
    'form/2.json',
    'form/1',
    'form/1.xml',
    'quiz/1.json',
    '__proto__/1.json',
    'form/%00.json',
    'constructor/name.json',
  ])('there is no schema %s', async (path) => {
    await expectProblem(await fetch(`/embed/v1/schema/${path}`), 404, 'NOT_FOUND')
  })

  const plugin = (sha256: string, headers: Record<string, string> = {}) =>
    fetch(`/embed/v1/plugins/${sha256}.js`, { headers })
  const sandboxed = { origin: 'null', 'sec-fetch-dest': 'script', 'sec-fetch-mode': 'cors' }

  test('approved code is given to a sandboxed frame, byte for byte', async () => {
    const code = `export const greeting = 'Grüße ${name}'`
    const sha256 = await upload(await createTenant(), code)
    const response = await plugin(sha256, sandboxed)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(code)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=UTF-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'content-security-policy': expect.stringMatching(/^sandbox;/),
      'access-control-allow-origin': '*',
      etag: `"${sha256}"`,
    })
    expect((await plugin(sha256, { origin: 'null' })).status).toBe(200)
    expect((await plugin(sha256, { ...sandboxed, 'if-none-match': `"${sha256}"` })).status).toBe(304)
  })

  test.each([
    [{ 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }],
    [{ 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' }],
    [{ ...sandboxed, 'sec-fetch-dest': 'serviceworker' }],
    [{ ...sandboxed, origin: 'https://shop.example' }],
    [{ 'sec-fetch-dest': 'script', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' }],
    [{}],
  ])('but not to %j', async (headers) => {
    const sha256 = await upload(await createTenant(), `// ${name}`)
    await expectProblem(await plugin(sha256, headers as Record<string, string>), 403, 'ORIGIN_NOT_ALLOWED')
  })

  test('what nobody approved, a suspended tenant has, or nobody knows is 404', async () => {
    const tenant = await createTenant()
    const unapproved = await upload(tenant, `// not yet ${name}`, false)
    const suspended = await createTenant()
    const held = await upload(suspended, `// suspended ${name}`)
    await owner`update public.organizations set status = 'suspended' where id = ${suspended.organizationId}`
    for (const sha256 of [unapproved, held, '0'.repeat(64), unapproved.toUpperCase(), '..%2f', "'"]) {
      await expectProblem(await plugin(sha256, sandboxed), 404, 'NOT_FOUND')
    }
  })
})

// Asked in this process: a client of ours says itself what its mode is.
test('a script element without CORS, which could stand on any page, gets no code', async () => {
  const sha256 = await upload(await createTenant(), '// no-cors')
  const app = createApp(testPorts(inject('databaseUrl')))
  const headers = { origin: 'null', 'sec-fetch-dest': 'script', 'sec-fetch-mode': 'no-cors' }
  const answer = await app.request(`/embed/v1/plugins/${sha256}.js`, { headers })
  await expectProblem(answer, 403, 'ORIGIN_NOT_ALLOWED')
})
