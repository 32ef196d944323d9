import type { Operator } from '../migratedDatabase.ts'

/** How much of what is loaded. */
export interface Volume {
  tenants: number
  submissions: number
  usageEvents: number
}

/** What the issue asks for. */
export const fullVolume: Volume = { tenants: 1000, submissions: 1_000_000, usageEvents: 10_000_000 }

/** Rows per statement: what a progress line stands for. */
const portion = 500_000
/** Over so many days until now the rows are spread, which is four or five monthly partitions. */
const days = 100

/**
 * The 1,000 tenants. The twentieth part of them has five workspaces and sixty members, the others one and three.
 * bench.places says where rows of tenant n may go.
 */
const tenants = (count: number) => `
  create schema bench;
  insert into public.organizations (name, slug, plan_id, created_at)
  select 'Tenant ' || n, 'tenant-' || n, (array['free', 'pro', 'business'])[1 + n % 3], now() - make_interval(days => ${days})
  from generate_series(1, ${count}) n;
  create table bench.tenants as
  select substr(slug, 8)::int as n, id as organization_id, case when substr(slug, 8)::int <= ${count} / 20 then 5 else 1 end as workspaces,
    case when substr(slug, 8)::int <= ${count} / 20 then 60 else 3 end as members
  from public.organizations where slug ~ '^tenant-';
  insert into public.workspaces (organization_id, name, slug)
  select organization_id, 'Workspace ' || k, 'main-' || k from bench.tenants, generate_series(1, workspaces) k;
  insert into public.widgets (organization_id, workspace_id, name, type)
  select organization_id, id, 'Contact ' || k, 'form' from public.workspaces, generate_series(1, 3) k;
  insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config)
  select organization_id, workspace_id, id, 1, '{}' from public.widgets;
  insert into public.widget_instances (organization_id, workspace_id, widget_id, name, status, published_revision_id)
  select r.organization_id, r.workspace_id, r.widget_id, 'Page ' || k, 'published', r.id from public.widget_revisions r, generate_series(1, 3) k;
  create table bench.people as
  select gen_random_uuid() as user_id, organization_id, n, k from bench.tenants, generate_series(1, members) k;
  insert into auth.users (id, email) select user_id, format('m%s@tenant-%s.example', k, n) from bench.people;
  insert into public.profiles (user_id, name, email) select user_id, 'Member ' || k, format('m%s@tenant-%s.example', k, n) from bench.people;
  insert into public.organization_members (organization_id, user_id, role, accepted_at)
  select organization_id, user_id, case k when 1 then 'owner' else 'editor' end, now() from bench.people;
  with person as (insert into auth.users (id, email) values (gen_random_uuid(), 'staff@bench.example') returning id)
  insert into public.platform_admins (user_id, role) select id, 'admin' from person;
  create table bench.places as
  select t.n, (row_number() over (partition by t.n order by i.id) - 1)::int as k, count(*) over (partition by t.n)::int as places,
    i.organization_id, i.workspace_id, i.widget_id, i.id as instance_id
  from bench.tenants t join public.widget_instances i using (organization_id);
  create unique index on bench.places (n, k) include (places);
  create table bench.first_places as select n, places from bench.places where k = 0;
  analyze;`

/** Rows from..to in order of time, each of a tenant that is drawn: the first gets a tenth of all, number 500 one in 3,500. */
const drawn = (count: number, from: number, to: number, total: number) => `
  (select i, now() - make_interval(secs => ${days * 86400}.0 * (${total} - i) / ${total}) as at, floor(power(${count + 1}, random()))::int as n
    from generate_series(${from}, ${to}) i offset 0) d
  join bench.first_places f using (n) join bench.places p on p.n = d.n and p.k = d.i % f.places`

const submissions = (from: string) => `
  insert into public.widget_submissions (ts, organization_id, workspace_id, widget_id, widget_instance_id, revision,
    client_submission_id, payload, payload_hash, ts_second, ip, ua, status, spam_reasons, meta)
  select d.at, p.organization_id, p.workspace_id, p.widget_id, p.instance_id, 1, gen_random_uuid(),
    jsonb_build_object('name', 'Visitor ' || i, 'email', format('visitor%s@mail.example', i), 'message', repeat('I would like to know more. ', 1 + i % 8)),
    md5(i::text) || md5(i::text), date_trunc('second', d.at), md5(i::text), 'Mozilla/5.0 (X11; Linux x86_64)',
    case when i % 50 = 0 then 'spam' when i % 70 = 0 then 'partial' else 'accepted' end,
    case when i % 50 = 0 then '{trap}' else '{}' end::text[], '{"page": "https://shop.example/contact"}'
  from ${from} order by d.at`

const usageEvents = (from: string) => `
  insert into public.usage_events (organization_id, workspace_id, event_type, metadata, created_at)
  select p.organization_id, p.workspace_id, case i % 10 when 0 then 'submission' else 'feature_usage' end, '{"feature": "form"}', d.at
  from ${from} order by d.at`

const auditEntries = (from: string) => `
  insert into public.audit_logs (created_at, organization_id, workspace_id, actor_role, action, entity, entity_id, before, after, seq, prev_hash, hash)
  select d.at, p.organization_id, p.workspace_id, 'authenticated', 'update', (array['widgets', 'widget_instances', 'workspaces'])[1 + i % 3],
    p.widget_id, '{"name": "Old"}', '{"name": "New"}', d.i, sha256(i::text::bytea), sha256((i + 1)::text::bytea)
  from ${from} order by d.at`

const counters = `
  insert into public.usage_counters (scope_id, organization_id, limit_type, period, used)
  select organization_id, organization_id, 'submissions_month', date_trunc('month', now() at time zone 'UTC')::date, sum(quantity)
  from public.usage_events where event_type = 'submission' and created_at >= date_trunc('month', now(), 'UTC') group by 1`

const partitioned = ['widget_submissions', 'usage_events', 'audit_logs']

/** Takes a table's indexes off while it is filled, except its key's, and says how to put them back. */
async function takeIndexes(sql: Operator): Promise<string[]> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
    where i.indrelid = any (${partitioned.map((table) => `public.${table}`)}::regclass[]) and not i.indisprimary`
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`)
  return indexes.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '))
}

async function fill(
  sql: Operator,
  what: string,
  total: number,
  tenantCount: number,
  statement: (from: string) => string,
) {
  for (let from = 1; from <= total; from += portion) {
    const to = Math.min(from + portion - 1, total)
    await sql.unsafe(statement(drawn(tenantCount, from, to, total)))
    console.error(`  ${what}: ${to.toLocaleString('en')} of ${total.toLocaleString('en')}`)
  }
}

/**
 * Loads tenants, submissions, usage events and an audit entry for every tenth submission, in order of time and with the
 * skew of real platforms, without triggers and with every index in place afterwards.
 */
export async function load(sql: Operator, volume: Volume): Promise<void> {
  await sql.unsafe(`set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '128MB';
    select setseed(0.5)`)
  await sql.unsafe(tenants(volume.tenants))
  for (const table of partitioned) {
    await sql`select private.ensure_partitions(${`public.${table}`}::regclass, current_date - ${days}::int, current_date)`
  }
  const indexes = await takeIndexes(sql)
  await fill(sql, 'submissions', volume.submissions, volume.tenants, submissions)
  await fill(sql, 'audit entries', volume.submissions / 10, volume.tenants, auditEntries)
  await fill(sql, 'usage events', volume.usageEvents, volume.tenants, usageEvents)
  for (const definition of indexes) await sql.unsafe(definition)
  await sql.unsafe(counters)
  console.error('  indexes made; vacuum and analyze')
  await sql`vacuum analyze`
  await sql.unsafe(
    'reset session_replication_role; reset synchronous_commit; reset maintenance_work_mem; reset work_mem',
  )
}
