import { modes } from '@lapel/contract/display'
import { checkPayload, type Field } from '@lapel/contract/fieldRules'
import { configSchemas } from '@lapel/contract/widgets/schemas'
import { type WidgetType, widgetTypes } from '@lapel/contract/widgets/types'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contrastOnWhite } from './contrast.ts'
import { hashTables, type SeededDatabase, seededDatabase, testVaultKey } from './seededDatabase.ts'

const present = new Date()
let demo: SeededDatabase
let sql: SeededDatabase['sql']

beforeAll(async () => {
  demo = await seededDatabase(present)
  sql = demo.sql
  console.log(`The demo seed loads in ${demo.loadedInMilliseconds} ms.`)
})
afterAll(() => demo?.drop())

test('every config is one that the contract accepts, with an accent that white text is readable on', async () => {
  const configs = await sql<{ type: WidgetType; config: unknown }[]>`
    select type, config from public.widgets union all select type, config from public.widget_templates
    union all select w.type, r.config from public.widget_revisions r join public.widgets w on w.id = r.widget_id`
  expect(configs.length).toBeGreaterThan(8)
  const accents = configs
    .map(({ type, config }) => configSchemas[type].parse(config).theme?.accent)
    .filter((accent) => accent !== undefined)
  expect(new Set(accents).size).toBe(8)
  expect(accents.filter((accent) => contrastOnWhite(accent) < 4.5)).toEqual([])
})

test('the gallery has every type in every mode, and the database finds nothing wrong with any config', async () => {
  const live = await sql<{ type: string; mode: string }[]>`
    select type, config #>> '{display,mode}' as mode from private.live_instances where public_id like 'w\\_demoGallery%'`
  expect(new Set(live.map(({ type, mode }) => `${type} ${mode}`)).size).toBe(widgetTypes.length * modes.length)
  const problems = await sql`
    select w.name, private.config_problems(w.type, r.config) as problems from public.widget_revisions r
    join public.widgets w on w.id = r.widget_id where private.config_problems(w.type, r.config) <> '[]'`
  expect(problems).toEqual([])
})

test('every payload is one that its revision accepts', async () => {
  const rows = await sql<{ fields: Field[]; payload: Record<string, unknown> }[]>`
    select r.config -> 'fields' as fields, s.payload from public.widget_submissions s
    left join public.widget_revisions r on r.widget_id = s.widget_id and r.number = s.revision`
  expect(rows.length).toBeGreaterThanOrEqual(3000)
  expect(rows.length).toBeLessThanOrEqual(5000)
  expect(rows.filter(({ fields, payload }) => checkPayload(fields, payload).length > 0)).toEqual([])
})

test('answers read differently, some in other scripts, some made to harm a spreadsheet', async () => {
  const [row] = await sql`
    select count(distinct payload) > 0.9 * count(*) as various,
      count(*) filter (where payload::text ~ '[א-ת؀-ۿ]') as right_to_left,
      count(*) filter (where payload::text ~ '[äöüß]') as umlauts,
      count(*) filter (where exists (select from jsonb_each_text(payload) where value ~ '^[=@]')) as formulas,
      count(*) filter (where status = 'spam') as spam
    from public.widget_submissions`
  expect(row?.various).toBe(true)
  for (const kind of ['right_to_left', 'umlauts', 'formulas', 'spam'])
    expect(Number(row?.[kind]), kind).toBeGreaterThan(4)
})

test('every person is an invented one', async () => {
  const addresses = await sql`
    select email from auth.users union all select payload ->> 'email' from public.widget_submissions where payload ? 'email'`
  expect(addresses.filter(({ email }) => !/@(?:[\w-]+\.)?example(?:\.(?:com|org))?$/.test(email))).toEqual([])
})

test('every role has somebody, one member was removed, and clients are members of their workspace only', async () => {
  const members = await sql<{ role: string; status: string; email: string; scope: string }[]>`
    select role, status, email, scope from public.members`
  const active = members.filter((member) => member.status === 'active')
  const roles = ['admin', 'collaborator', 'editor', 'owner', 'super_editor', 'viewer']
  expect([...new Set(active.map((member) => member.role))].sort()).toEqual(roles)
  expect(members.filter((member) => member.status === 'removed')).toHaveLength(1)
  const clients = members.filter((member) => member.scope === 'workspace').map((member) => member.email)
  expect(clients.length).toBeGreaterThan(1)
  expect(members.filter((member) => clients.includes(member.email) && member.scope !== 'workspace')).toEqual([])
  const staff =
    await sql`select a.role, u.role as token from public.platform_admins a join auth.users u on u.id = a.user_id order by 1`
  expect(staff.map(({ role, token }) => `${role} ${token}`)).toEqual(
    ['admin', 'support', 'viewer'].map((role) => `${role} platform_staff`),
  )
})

test('instances are in every state, and only the living ones are served', async () => {
  const instances = await sql<{ name: string; state: string; served: boolean }[]>`
    select name, case when expires_at < now() then 'expired' else status end as state,
      private.embed_instance(public_id) is not null as served
    from public.widget_instances`
  expect([...new Set(instances.map(({ state }) => state))].sort()).toEqual([
    'draft',
    'expired',
    'inactive',
    'published',
  ])
  expect(instances.filter(({ state, served }) => served !== (state === 'published'))).toEqual([])
})

test('the contact form of the example page is served to it', async () => {
  const [row] = await sql`select private.embed_instance('w_4mVx2QpZr8TnKc6LsYd1BgH9') as instance`
  expect(row?.instance).toMatchObject({
    allowed_origins: [
      'http://localhost:*',
      'http://127.0.0.1:*',
      'https://northwind.example',
      'https://*.northwind.example',
    ],
    config: { fields: ['name', 'email', 'topic', 'message', 'consent'].map((key) => ({ key })) },
  })
})

test('staff find every audit chain whole', async () => {
  const chains = await sql.begin(async (transaction) => {
    await transaction`select set_config('request.jwt.claim.sub', user_id::text, true) from public.platform_admins where role = 'viewer'`
    return transaction`
      select o.name, v.* from (select id, name from public.organizations union all select null, 'platform') o (id, name)
      cross join lateral public.verify_audit_chain(o.id) v`
  })
  expect(chains).toHaveLength(4)
  expect(chains.filter(({ entries, valid }) => !valid || Number(entries) < 8)).toEqual([])
  const [row] =
    await sql`select count(*) as explained from public.audit_logs where reason is not null and actor_role = 'admin'`
  expect(Number(row?.explained)).toBeGreaterThan(5)
})

describe.each([
  ['now', present],
  ['three minutes into a month', new Date(Date.UTC(present.getUTCFullYear(), present.getUTCMonth(), 1, 0, 3))],
  ['on a leap day', new Date(Date.UTC(2028, 1, 29, 12))],
])('a year that ends %s', (_name, end) => {
  let year: SeededDatabase
  beforeAll(async () => {
    year = end === present ? demo : await seededDatabase(end)
  })
  afterAll(async () => {
    if (year !== demo) await year?.drop()
  })

  test('counts in every month and scope what its events say', async () => {
    const differences = await year.sql`
      select * from (
        select coalesce(w.own, w.organization_id) as scope_id, date_trunc('month', e.created_at)::date as period, sum(quantity) as used
        from public.usage_events e
        join (select w.id, w.organization_id, case when w.plan_id is not null or a.limits ? 'submissions_month' then w.id end as own
          from public.workspaces w left join public.workspace_allocations a on a.workspace_id = w.id) w on w.id = e.workspace_id
        where event_type = 'submission' group by 1, 2
      ) recorded full join (select * from public.usage_counters where limit_type = 'submissions_month') counted
        using (scope_id, period)
      where recorded.used is distinct from counted.used`
    expect(differences).toEqual([])
    const [row] = await year.sql`
      select count(*) as differences from (
        select workspace_id, ts, count(*) as stored from public.widget_submissions where status <> 'spam' group by 1, 2) s
      full join (select workspace_id, created_at as ts, sum(quantity) as recorded from public.usage_events where event_type = 'submission' group by 1, 2) e
        using (workspace_id, ts)
      where stored is distinct from recorded`
    expect(row?.differences).toBe('0')
  })

  test('fills twelve months and nothing after its end', async () => {
    const [row] = await year.sql`
      select count(distinct date_trunc('month', ts)) as months, max(ts) <= ${end} as submitted, min(ts) > ${end}::timestamptz - interval '366 days' as recent,
        (select max(created_at) <= ${end} from public.usage_events) as used,
        (select count(*) from partitions.widget_submissions_default) + (select count(*) from partitions.usage_events_default) as strays
      from public.widget_submissions`
    expect(row).toMatchObject({ submitted: true, recent: true, used: true, strays: '0' })
    expect(Number(row?.months)).toBeGreaterThanOrEqual(12)
  })

  test('has one organization close to its limit, which it has met before', async () => {
    const near = await year.sql`
      select o.id, c.used, l.limit_value from public.organizations o
      join public.plan_limits l on l.plan_id = o.plan_id and l.limit_type = 'submissions_month'
      join lateral (select used from public.usage_counters where scope_id = o.id order by period desc limit 1) c on true
      where c.used > 0.9 * l.limit_value and c.used <= l.limit_value`
    expect(near).toHaveLength(1)
    const hits = await year.sql`select organization_id, kind from public.limit_hits
      where limit_type = 'submissions_month' and kind <> 'reached' order by period, kind`
    expect(hits.map(({ kind }) => kind)).toEqual(['flagged', 'refused', 'flagged'])
    expect(new Set(hits.map((hit) => hit.organization_id))).toEqual(new Set([near[0]?.id]))
  })
})

test('another database gets the same rows', async () => {
  const twin = await seededDatabase(present)
  try {
    const hashes = await hashTables(twin.sql)
    expect(Object.keys(hashes).length).toBeGreaterThan(20)
    expect(hashes).toEqual(await hashTables(sql))
  } finally {
    await twin.drop()
  }
})

test('an open instance, on a plan with room, takes a submission', async () => {
  const [instance] = await sql`
    select public_id, r.number from public.widget_instances i join public.widget_revisions r on r.id = i.published_revision_id
    where status = 'published' and allowed_origins = '{}' and (expires_at is null or expires_at > now())`
  const request = {
    public_id: instance?.public_id,
    id: crypto.randomUUID(),
    revision: instance?.number,
    checked_revision: instance?.number,
    payload: { email: 'visitor@example.com', consent: true },
    origin_allowed: true,
    field_errors: [],
  }
  const [row] = await sql`select private.accept_submissions(${sql.json([request])}) #>> '{verdicts,0,0}' as verdict`
  expect(row?.verdict).toBe('accepted')
})

test('every webhook endpoint has a secret, which signs what it is sent', async () => {
  const bare = await sql`select url from public.webhook_endpoints where secret_id is null`
  expect(bare).toEqual([])
  const [endpoint] = await sql.begin(async (transaction) => {
    await transaction`select set_config('lapel.vault_key', ${testVaultKey}, true)`
    return transaction`
      select count(*)::int as endpoints, count(distinct s.decrypted_secret) filter (where s.decrypted_secret ~ '^whsec_[A-Za-z0-9+/]{32}$')::int as secrets
      from public.webhook_endpoints e join vault.decrypted_secrets s on s.id = e.secret_id`
  })
  expect(endpoint).toEqual({ endpoints: 2, secrets: 2 })
})
