import type { TransactionSql } from 'postgres'
import { expect, test } from 'vitest'
import { useArena, waitForQueue } from './arena.ts'

const arena = useArena()

/** Does something while another transaction waits for what `first` holds. Fails when they wait for each other. */
async function whileWaiting(
  person: string,
  first: (sql: TransactionSql) => Promise<unknown>,
  waits: string,
  then: (sql: TransactionSql) => Promise<unknown>,
): Promise<unknown> {
  let waiting: Promise<unknown> = Promise.resolve()
  await arena.owner.begin(async (sql) => {
    await first(sql)
    waiting = arena.owner.begin(async (other) => {
      await other`select tests.as_person(${person})`
      await other.unsafe(waits)
    })
    // Looked at in the end, when both are through.
    waiting.catch(() => undefined)
    await waitForQueue(arena, 1)
    await then(sql)
  })
  return waiting
}

const addWidget = (sql: TransactionSql, workspace: string) => sql`
  insert into public.widgets (organization_id, workspace_id, name, type)
  select organization_id, id, 'One more', 'form' from public.workspaces where id = tests.id(${workspace})`
const renameWidget = (sql: TransactionSql, name: string) =>
  sql`update public.widgets set name = name || '!' where id = tests.id(${`${name}/widget`})`

test('who goes above a soft limit passes by the workspace whose limits are being changed', async () => {
  // The first workspace, which hears of the organization's limits.
  await arena.owner`update public.workspaces set created_at = created_at - interval '1 day' where id = tests.id('pixel/main')`
  await arena.owner`delete from public.plan_limits where plan_id = 'agency' and limit_type = 'widgets'`
  await arena.owner`insert into public.plan_limits (plan_id, limit_type, limit_value, enforcement)
    select 'agency', 'widgets', count(*) + 1, 'soft' from public.widgets where organization_id = tests.id('pixel')`
  await whileWaiting(
    'stella',
    (sql) => addWidget(sql, 'bakery'),
    `select public.set_limit_override(tests.id('pixel'), 'users', 5, 'A favour', workspace_id => tests.id('pixel/main'))`,
    (sql) => addWidget(sql, 'bakery'),
  )
  const events = await arena.owner`
    select workspace_id <> tests.id('pixel/main') as elsewhere from public.events where event_type = 'limit.exceeded'`
  expect(events).toEqual([{ elsewhere: true }])
})

test('a tenant’s counters are repaired after who holds its audit chain', async () => {
  await arena.owner`update public.usage_counters set used = used + 3 where scope_id = tests.id('northwind') and limit_type = 'widgets'`
  let repairing: Promise<unknown> = Promise.resolve()
  await arena.owner.begin(async (sql) => {
    await renameWidget(sql, 'northwind')
    repairing = arena.owner`select private.reconcile_tenant(tests.id('northwind'))`.execute()
    repairing.catch(() => undefined)
    await waitForQueue(arena, 1)
    await addWidget(sql, 'northwind/main')
  })
  await repairing
  const [row] = await arena.owner`
    select used, (select count(*)::int from public.widgets where organization_id = tests.id('northwind')) as there
    from public.usage_counters where scope_id = tests.id('northwind') and limit_type = 'widgets'`
  expect(row?.used).toBe(row?.there)
})

const hold = (rows: string) => (sql: TransactionSql) => sql.unsafe(`select from ${rows} for no key update`)

test.each([
  {
    act: 'publishing',
    person: 'ada',
    holds: hold(`public.workspaces where id = tests.id('northwind/main')`),
    waits: `select public.publish_instance(tests.id('northwind/instance'))`,
  },
  {
    act: 'a change of plan',
    person: 'stella',
    holds: hold(`public.organizations where id = tests.id('northwind')`),
    waits: `select public.change_plan(tests.id('northwind'), 'agency', 'They grow')`,
  },
  {
    act: 'removing a member who has invited',
    person: 'ada',
    holds: hold(`public.invitations where email = 'friend@example.com'`),
    waits: `select public.remove_member(tests.id('northwind'), tests.id('alan'))`,
  },
])('$act takes the audit chain last', async ({ person, holds, waits }) => {
  await arena.owner`delete from public.invitations`
  await arena.owner`insert into public.invitations (organization_id, email, role, token_hash, invited_by)
    values (tests.id('northwind'), 'friend@example.com', 'viewer', sha256('friend'), tests.id('alan'))`
  await whileWaiting(person, holds, waits, (sql) => renameWidget(sql, 'northwind'))
})

test('a submission that is restored takes its counter after the audit chain', async () => {
  const [spam] = await arena.owner<{ id: string; ts: Date }[]>`
    update public.widget_submissions set status = 'spam', spam_reasons = '{trap}' where organization_id = tests.id('northwind')
    returning id, ts::text`
  await whileWaiting(
    'ada',
    (sql) => renameWidget(sql, 'northwind'),
    `select public.restore_submission('${spam?.id}', '${spam?.ts}')`,
    (sql) => sql`select tests.accept(tests.submission('northwind'))`,
  )
})

test('of two who replace a key at once one does', async () => {
  await arena.owner`insert into public.api_keys (organization_id, name, prefix, checksum, hash, scopes, created_by)
    values (tests.id('northwind'), 'Books', 'lapel_live_abc', 'abc123', sha256('books'), '{leads.read}', tests.id('ada'))`
  const reroll = (
    hash: string,
  ) => `select public.reroll_api_key((select id from public.api_keys where name = 'Books' and
    rerolled_from is null), encode(sha256('${hash}'), 'hex'), 'lapel_live_def', 'def456')`
  const late = whileWaiting(
    'ada',
    async (sql) => {
      await sql`select tests.as_person('ada')`
      await sql.unsafe(reroll('one'))
      await sql`select tests.as_nobody()`
    },
    reroll('two'),
    async () => undefined,
  )
  await expect(late).rejects.toThrow('CONFLICT')
})

test('who is erased waits for whoever changes what goes with them', async () => {
  await arena.owner.unsafe(`
    select tests.as_nobody();
    insert into public.workspace_members (organization_id, workspace_id, user_id, role)
    values (tests.id('northwind'), tests.id('northwind/main'), tests.id('vera'), 'editor');
    insert into public.roles (organization_id, key, name) values (tests.id('northwind'), 'baker', 'Baker');
    insert into public.member_roles (organization_id, user_id, role_id)
    select organization_id, tests.id('vera'), id from public.roles where key = 'baker'`)
  const [request] = await arena.owner`
    insert into public.privacy_requests (organization_id, kind, subject_type, subject)
    values (tests.id('northwind'), 'erase', 'user', tests.id('vera')::text) returning id`
  await whileWaiting(
    'ada',
    hold(`public.workspace_members where user_id = tests.id('vera')`),
    `select tests.as_nobody(); select private.run_privacy_request('${request?.id}')`,
    (sql) => renameWidget(sql, 'northwind'),
  )
  expect(await arena.owner`select from auth.users where id = tests.id('vera')`).toHaveLength(0)
})

test('an organization that is deleted waits for whoever changes what it has', async () => {
  await arena.owner`update public.organizations set status = 'deleting', deleted_at = now() - interval '8 days' where id = tests.id('globex')`
  await whileWaiting(
    'ada',
    hold(`public.widgets where id = tests.id('globex/widget')`),
    'select tests.as_nobody(); select private.delete_closed_organizations()',
    (sql) => renameWidget(sql, 'globex'),
  )
  expect(await arena.owner`select from public.organizations where id = tests.id('globex')`).toHaveLength(0)
})

/** A run that is under way, and what stores its next page. */
async function aRun(): Promise<{ store: string; page: string }> {
  const [made] = await arena.owner<{ store: string; job: string }[]>`
    with store as (insert into public.stores (organization_id, workspace_id, name, platform)
      values (tests.id('northwind'), tests.id('northwind/main'), 'Shop', 'csv') returning *),
    connection as (insert into public.integration_connections (organization_id, workspace_id, store_id, adapter, next_sync_at)
      select organization_id, workspace_id, id, 'csv_url', null from store returning *)
    insert into public.sync_jobs (organization_id, workspace_id, connection_id, status, attempts)
    select organization_id, workspace_id, id, 'running', 1 from connection
    returning id as job, (select id from store) as store`
  const measured = `[{"recorded_at": "2026-11-01T00:00:00Z", "metric_key": "orders.count", "value": 1, "source_id": "one"}]`
  return { store: made?.store ?? '', page: `select private.store_sync_page('${made?.job}', 1, '${measured}', null)` }
}

/** As {@link whileWaiting}, for what the worker does. */
async function whileTheWorkerWaits(
  first: (sql: TransactionSql) => Promise<unknown>,
  waits: string,
  then: (sql: TransactionSql) => Promise<unknown>,
): Promise<unknown> {
  let waiting: Promise<unknown> = Promise.resolve()
  await arena.owner.begin(async (sql) => {
    await first(sql)
    waiting = arena.owner.unsafe(waits).execute()
    waiting.catch(() => undefined)
    await waitForQueue(arena, 1)
    await then(sql)
  })
  return waiting
}

test('a page waits for whoever deletes its store, and is stored no more', async () => {
  const { store, page } = await aRun()
  const late = whileTheWorkerWaits(
    (sql) => sql`select from public.stores where id = ${store} for update`,
    page,
    (sql) => sql`delete from public.stores where id = ${store}`,
  )
  await expect(late).rejects.toThrow('CONFLICT')
})

test('an organization that is deleted waits for a page that is being stored', async () => {
  const { store, page } = await aRun()
  await whileTheWorkerWaits(
    (sql) => sql`select from public.stores where id = ${store} for no key update`,
    `select private.hold_tenant(tests.id('northwind'))`,
    (sql) => sql.unsafe(page),
  )
})

test('a page waits for whoever changes its workspace’s limits, and takes its counter last', async () => {
  const { page } = await aRun()
  await whileTheWorkerWaits(
    (sql) => sql`
      insert into public.limit_overrides (organization_id, workspace_id, limit_type, limit_value, reason)
      values (tests.id('northwind'), tests.id('northwind/main'), 'metric_events_month', 10, 'A favour')`,
    page,
    (sql) => renameWidget(sql, 'northwind'),
  )
  const [counter] = await arena.owner`
    select used > 0 as counted, private.reconcile_usage(tests.id('northwind')) as differing
    from public.usage_counters where scope_id = tests.id('northwind/main') and limit_type = 'metric_events_month'`
  expect(counter).toEqual({ counted: true, differing: 0 })
})
