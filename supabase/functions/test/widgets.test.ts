import { describe, expect, test } from 'vitest'
import { templates } from '../../../contract/src/widgets/templates.ts'
import { type WidgetConfig, widgetTypes } from '../../../contract/src/widgets/types.ts'
import { expectProblem, freshIp, submission, submit } from './request.ts'
import { targets } from './targets.ts'
import { createTenant, owner, publish, stored, type Tenant, whole } from './tenant.ts'

const named = (key: string): WidgetConfig => templates.find((one) => one.key === key) as WidgetConfig

/** A tenant whose widget is of another type, at revision 2. */
async function widget({ type, config }: WidgetConfig): Promise<Tenant> {
  const tenant = await createTenant()
  await owner`update public.widgets set type = ${type} where id = ${tenant.widgetId}`
  await publish(tenant, 2, config)
  return tenant
}

async function payloadOf({ workspaceId }: Tenant) {
  const rows = await owner<{ payload: unknown }[]>`
    select payload from public.widget_submissions where workspace_id = ${workspaceId}`
  return rows.map(({ payload }) => payload)
}

const answers: [string, Record<string, unknown>, Record<string, unknown>][] = [
  ['poll', { choice: 'type' }, { choice: 'type' }],
  ['nps', { score: 9, liked: 'You', missing: 'not asked' }, { score: 9, liked: 'You' }],
  ['csat', { score: 1 }, { score: 1 }],
  ['stars', { score: 5, comment: 'Good' }, { score: 5, comment: 'Good' }],
  ['newsletter-sign-up', { email: 'ada@site.example', consent: true }, { email: 'ada@site.example', consent: true }],
  [
    'lead-quote',
    { name: 'Ada', work_email: 'ada@site.example', brief: 'A site' },
    { name: 'Ada', work_email: 'ada@site.example', brief: 'A site' },
  ],
  [
    'project-request',
    { kind: 'event', pages: 3, day: '2027-01-02', name: 'Ada', email: 'ada@site.example', consent: true },
    { kind: 'event', day: '2027-01-02', name: 'Ada', email: 'ada@site.example', consent: true },
  ],
]

describe.each(targets())('widgets of all types on $name', (target) => {
  test.each(widgetTypes)('%s has a published schema', async (type) => {
    const response = await target.fetch(`/embed/v1/schema/${type}/1.json`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ type: 'object', additionalProperties: false })
  })

  test.each(templates)('$key is given to pages as it was published', async (template) => {
    const tenant = await widget(template)
    const response = await target.fetch(`/embed/v1/instances/${tenant.publicId}`)
    expect(response.status).toBe(200)
    const { type, config } = template
    expect(await response.json()).toEqual({ public_id: tenant.publicId, type, revision: 2, config })
  })

  test.each(answers)('%s keeps the answers to what it asked', async (key, sent, kept) => {
    const tenant = await widget(named(key))
    expect((await submit(target, tenant, submission(sent, 2))).status).toBe(201)
    expect(await payloadOf(tenant)).toEqual([kept])
    expect(await stored(tenant)).toEqual(whole(1))
  })

  test('what the chosen branch requires is required, and nothing else', async () => {
    const tenant = await widget(named('project-request'))
    const sent = submission(
      { kind: 'event', name: 'Ada', email: 'ada@site.example', consent: true, day: '2027-02-30' },
      2,
    )
    const problem = await expectProblem(await submit(target, tenant, sent), 422, 'VALIDATION_FAILED')
    expect(problem.errors).toEqual([
      { pointer: '/payload/day', code: 'date', detail: 'This is not a date like 2026-11-21.' },
    ])
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('an announcement takes no answers', async () => {
    const tenant = await widget(named('announcement-bar'))
    const problem = await expectProblem(await submit(target, tenant, submission({}, 2)), 422, 'VALIDATION_FAILED')
    expect(problem.errors).toMatchObject([{ pointer: '/payload', code: 'noAnswers' }])
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('a page without script may send what no branch asks, several choices, and numbers as texts', async () => {
    const tenant = await widget(named('project-request'))
    const body = new URLSearchParams({
      kind: 'website',
      pages: '12',
      day: '',
      name: 'Ada',
      email: 'ada@site.example',
      consent: 'on',
    })
    for (const part of ['shop', 'blog']) body.append('parts', part)
    const response = await target.fetch(`/embed/v1/instances/${tenant.publicId}/submissions`, {
      method: 'POST',
      headers: { 'x-forwarded-for': freshIp(), 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    })
    expect(response.status).toBe(201)
    expect(await payloadOf(tenant)).toEqual([
      { kind: 'website', pages: 12, parts: ['shop', 'blog'], name: 'Ada', email: 'ada@site.example', consent: true },
    ])
  })

  test('a rule that came later does not take a published widget off the page', async () => {
    const { type, config } = named('csat') as WidgetConfig & { type: 'feedback' }
    const unreadable = { ...config, theme: { surface: '#ffffff', text: '#eeeeee' } }
    const tenant = await widget({ type, config: unreadable })
    const response = await target.fetch(`/embed/v1/instances/${tenant.publicId}`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ config: unreadable })
  })
})
