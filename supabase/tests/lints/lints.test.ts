import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Clone, cloneDatabase } from '../harness/clone.ts'
import { connectOwner } from '../harness/connections.ts'
import { foundOrganizations, provision } from '../tenants/schemas.ts'
import { accepted } from './accepted.ts'
import { advise, type Finding } from './advisors.ts'
import { review } from './review.ts'

let clone: Clone
let sql: Sql
let findings: Finding[]

beforeAll(async () => {
  clone = await cloneDatabase()
  sql = connectOwner(clone.url)
  // A tenant's schema has tables of its own.
  await provision(sql, await foundOrganizations(sql, 1))
  findings = await advise(clone.url)
})
afterAll(() => sql.end({ timeout: 5 }).then(() => clone.drop()))

test('every finding of Supabase’s advisors has a reason', () => {
  expect(review(findings, accepted).unexplained).toEqual([])
})

test('every reason is still needed', () => {
  expect(review(findings, accepted).stale).toEqual([])
  expect(accepted.filter(({ reason, subjects }) => reason.length < 20 || subjects.length === 0)).toEqual([])
})

const offences = {
  rls_disabled_in_public:
    'create table public.open_door (id int primary key); grant select on public.open_door to anon',
  security_definer_view:
    'create view public.open_window as select id from public.widgets; grant select on public.open_window to authenticated',
  function_search_path_mutable: `create function public.strays() returns int language sql as 'select 1'`,
  auth_rls_initplan:
    'create policy slow on public.widgets for select to authenticated using (organization_id = auth.uid())',
  unindexed_foreign_keys: 'create table private.loose (id int primary key, plan_id text references public.plans)',
  duplicate_index: 'create index widgets_again_idx on public.widgets (organization_id)',
  multiple_permissive_policies: 'create policy more on public.plans for select to authenticated using (false)',
  no_primary_key: 'create table public.nameless (id int)',
  rls_enabled_no_policy:
    'create table public.walled (id int primary key); alter table public.walled enable row level security',
}

test('an offence of each kind is found', async () => {
  for (const offence of Object.values(offences)) await sql.unsafe(offence)
  const { unexplained } = review(await advise(clone.url), accepted)
  const found = new Set(unexplained.map((line) => line.split(' ')[0]))
  expect(Object.keys(offences).filter((lint) => !found.has(lint))).toEqual([])
})

test('a reason without a finding is stale', () => {
  const [finding] = findings
  expect(review([], accepted).stale).toHaveLength(accepted.flatMap(({ subjects }) => subjects).length)
  expect(review([finding as Finding], []).unexplained).toHaveLength(1)
})
