import { describe, expect, test } from 'vitest'
import { freshIp } from './request.ts'
import { targets } from './targets.ts'
import { createTenant, owner, stored, type Tenant, whole } from './tenant.ts'

describe.each(targets())('a form on a page without script, on $name', ({ fetch }) => {
  const post = (tenant: Tenant, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`/embed/v1/instances/${tenant.publicId}/submissions`, {
      method: 'POST',
      headers: {
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        'x-forwarded-for': freshIp(),
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    })

  test('is stored with values of the right kind and answered with the receipt as a page', async () => {
    const tenant = await createTenant()
    const response = await post(tenant, { email: 'ada@site.example', message: 'a & b', guests: '2', news: 'on' })
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('ratelimit')).toContain('"instance"')
    const page = await response.text()
    expect(page).toMatch(/<html lang="en">[\s\S]*<title>[\s\S]*<main><h1>Thank you &amp; welcome<\/h1>/)
    expect(page).toContain('We answer within &lt;1&gt; day.')
    expect(await stored(tenant)).toEqual(whole(1))
    const [row] = await owner`select * from public.widget_submissions where workspace_id = ${tenant.workspaceId}`
    expect(row?.payload).toEqual({ email: 'ada@site.example', message: 'a & b', guests: 2, news: true })
    expect(row?.revision).toBe(1)
  })

  test('leaves out what the visitor left empty', async () => {
    const tenant = await createTenant()
    expect((await post(tenant, { email: 'ada@site.example', message: '', guests: '' })).status).toBe(201)
  })

  test('is refused with a page that names every field', async () => {
    const tenant = await createTenant()
    const response = await post(tenant, { email: '<b>no</b>', guests: 'two', '<i>': '1' })
    expect(response.status).toBe(422)
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8')
    const page = await response.text()
    expect(page).toContain('E-mail: This is not an e-mail address.')
    expect(page).toContain('Guests: This is not a number.')
    expect(page).toContain('&lt;i&gt;: The form has no such field.')
    expect(page).toContain(response.headers.get('x-request-id'))
    expect(page).not.toMatch(/<b>|<i>/)
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('gets a page for every refusal, and JSON when it asks for JSON', async () => {
    const tenant = await createTenant({ origins: ['https://shop.example'] })
    const refused = await post(tenant, { email: 'ada@site.example' }, { origin: 'https://evil.example' })
    expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'text/html; charset=UTF-8'])
    expect(await refused.text()).toContain('<h1>This site may not use the widget</h1>')
    const asked = await post(tenant, { email: 'ada@site.example' }, { accept: 'application/json' })
    expect([asked.status, asked.headers.get('content-type')]).toEqual([201, 'application/json'])
    const problem = await post(tenant, { email: 'x' }, { accept: 'application/json' })
    expect([problem.status, problem.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
    expect(await stored(tenant)).toEqual(whole(1))
  })
})
