import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import type { World } from '../harness/world.ts'

/** What can be limited, how one is added by writer `n`, how many there are, and how to start over. */
export interface Kind {
  limit: string
  add(sql: Sql, n: number): PromiseLike<unknown>
  count(): Promise<number>
  clear(): PromiseLike<unknown>
}

/** The organization in which everybody writes at once. */
export interface Place {
  organization: string
  workspace: string
  widget: string
  revision: string
  /** As many users as there are writers. */
  people: string[]
}

/** A table whose rows count as long as they are in a state, or always; `undo` makes those of the race count no more. */
interface Counted {
  limit: string
  table: string
  counts?: string
  undo: string
  add(sql: Sql, place: Place, n: number): PromiseLike<unknown>
}

const tables: Counted[] = [
  {
    limit: 'users',
    table: 'organization_members',
    undo: `delete from public.organization_members where role = 'viewer'`,
    add: (sql, { organization, people }, n) => sql`
      insert into public.organization_members (organization_id, user_id, role) values (${organization}, ${people[n] ?? ''}, 'viewer')`,
  },
  {
    limit: 'workspaces',
    table: 'workspaces',
    undo: `delete from public.workspaces where name = 'race'`,
    add: (sql, { organization }) => sql`
      insert into public.workspaces (organization_id, name, slug) values (${organization}, 'race', ${randomUUID()})`,
  },
  {
    limit: 'widgets',
    table: 'widgets',
    counts: `status = 'active'`,
    undo: `update public.widgets set status = 'archived' where name = 'race' and status = 'active'`,
    add: (sql, { organization, workspace }) => sql`
      insert into public.widgets (organization_id, workspace_id, name, type) values (${organization}, ${workspace}, 'race', 'form')`,
  },
  {
    limit: 'published_instances',
    table: 'widget_instances',
    counts: `status = 'published'`,
    undo: `update public.widget_instances set status = 'inactive' where name = 'race' and status = 'published'`,
    add: (sql, { organization, workspace, widget, revision }) => sql`
      insert into public.widget_instances (organization_id, workspace_id, widget_id, name, status, published_revision_id)
      values (${organization}, ${workspace}, ${widget}, 'race', 'published', ${revision})`,
  },
  {
    limit: 'storage_mb',
    table: 'widget_uploads',
    counts: `status <> 'deleted'`,
    undo: `update public.widget_uploads set status = 'deleted' where status <> 'deleted'`,
    add: (sql, { organization, workspace, widget }) => sql`
      insert into public.widget_uploads (organization_id, workspace_id, widget_id, widget_instance_id, field, name, content_type, declared_bytes)
      select ${organization}, ${workspace}, ${widget}, min(id::text)::uuid, 'cv', 'race', 'application/pdf', 1 from public.widget_instances
      where organization_id = ${organization} and widget_id = ${widget} and name <> 'race'`,
  },
  {
    limit: 'webhook_endpoints',
    table: 'webhook_endpoints',
    undo: 'delete from public.webhook_endpoints where true',
    add: (sql, { organization, workspace }) => sql`
      insert into public.webhook_endpoints (organization_id, workspace_id, url)
      values (${organization}, ${workspace}, 'https://hooks.example/')`,
  },
  {
    limit: 'custom_domains',
    table: 'custom_domains',
    undo: 'delete from public.custom_domains where true',
    add: (sql, { organization }) => sql`
      insert into public.custom_domains (organization_id, hostname, status)
      values (${organization}, ${`${randomUUID()}.example`}, 'verified')`,
  },
]

function rows(world: World, place: Place, { limit, table, counts, undo, add }: Counted): Kind {
  const own = `organization_id = '${place.organization}'`
  return {
    limit,
    add: (sql, n) => add(sql, place, n),
    count: async () => {
      const [row] = await world.sql.unsafe<{ count: number }[]>(
        `select count(*)::int from public.${table} where ${own} and ${counts ?? 'true'}`,
      )
      return row?.count ?? -1
    },
    clear: () => world.sql.unsafe(`${undo} and ${own}`),
  }
}

/** What is used up in a month: usage events are the record, and the counter is set back with them. */
function uses(world: World, { organization }: Place, limit: string, event: string, add: Kind['add']): Kind {
  return {
    limit,
    add,
    count: async () => {
      const [row] = await world.sql<{ count: number }[]>`
        select count(*)::int from public.usage_events where organization_id = ${organization} and event_type = ${event}`
      return row?.count ?? -1
    },
    clear: () =>
      world.sql.begin(async (tx) => {
        await tx`delete from public.widget_submissions where organization_id = ${organization}`
        await tx`delete from public.usage_events where organization_id = ${organization} and event_type = ${event}`
        await tx`update public.usage_counters set used = 0 where organization_id = ${organization} and limit_type = ${limit}`
      }),
  }
}

async function submit(sql: Sql, n: number): Promise<void> {
  const changes = JSON.stringify({ payload: { token: randomUUID() }, ip: `203.0.113.${n}` })
  const [row] = await sql<{ verdict: string }[]>`
    select tests.accept(tests.submission('globex', ${changes}::text::jsonb)) ->> 'verdict' as verdict`
  if (row?.verdict !== 'accepted') throw new Error(row?.verdict)
}

/** Pages of one new measurement each, stored by runs of as many connections as there are writers. */
function measurements(world: World, place: Place): Kind {
  const runs = place.people.map(() => randomUUID())
  const { clear, ...kind } = uses(world, place, 'metric_events_month', 'metric_event', async (sql, n) => {
    const page = sql.json([
      { recorded_at: new Date(), metric_key: 'orders.count', value: 1, source_id: randomUUID() },
    ] as never)
    const [row] = await sql<{ stored: number | null }[]>`
      select private.store_sync_page(${runs[n] ?? ''}, 1, ${page}, 'more') as stored`
    if (row?.stored === null) throw new Error('PLAN_LIMIT_REACHED')
  })
  // Two connections share a store: both count what is new in it.
  const connect = () => world.sql`
    with shop as (
      insert into public.stores (organization_id, workspace_id, name, platform)
      select ${place.organization}, ${place.workspace}, 'race', 'manual' from generate_series(1, ${runs.length / 2}) returning *
    ), connection as (
      insert into public.integration_connections (organization_id, workspace_id, store_id, adapter, next_sync_at)
      select s.organization_id, s.workspace_id, s.id, a, null from shop s, unnest(array['csv_url', 'generic_json']) a returning *
    )
    insert into public.sync_jobs (id, organization_id, workspace_id, connection_id, status, attempts)
    select r.id, c.organization_id, c.workspace_id, c.id, 'error', 1
    from (select *, row_number() over () as n from connection) c
    join unnest(${runs}::uuid[]) with ordinality r(id, n) using (n)`
  return {
    ...kind,
    clear: async () => {
      await clear()
      const resume = () => world.sql`update public.sync_jobs set status = 'running' where id = any(${runs})`
      if ((await resume()).count === 0) await connect().then(resume)
    },
  }
}

/** Every limit that is counted, and a way to run into it. */
export function listKinds(world: World, place: Place): Kind[] {
  const takeLead = async (sql: Sql) => {
    const [row] = await sql<{ taken: boolean }[]>`select private.take_lead(${place.organization}) as taken`
    if (!row?.taken) throw new Error('PLAN_LIMIT_REACHED')
  }
  return [
    ...tables.map((table) => rows(world, place, table)),
    uses(world, place, 'leads_month', 'lead', takeLead),
    uses(world, place, 'submissions_month', 'submission', submit),
    measurements(world, place),
  ]
}
