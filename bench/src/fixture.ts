import type { FormConfig } from '@lapel/contract/widgets/form'
import type { Sql } from 'postgres'

const config: FormConfig = {
  version: 1,
  title: 'Talk to us',
  submitLabel: 'Send',
  fields: [
    { key: 'name', type: 'text', label: 'Your name', required: true, maxLength: 120 },
    { key: 'email', type: 'email', label: 'E-mail address', required: true },
    { key: 'message', type: 'textarea', label: 'Your message', required: true, maxLength: 2000 },
  ],
  receipt: { title: 'Thank you', message: 'We answer within a day.' },
}

const tenants = 50
const instancesPerTenant = 20

function layTenants(sql: Sql): Promise<{ public_id: string }[]> {
  return sql<{ public_id: string }[]>`
    with organization as (
      insert into public.organizations (name, slug, plan_id)
      select 'Bench ' || n, 'bench-' || n, 'bench' from generate_series(1, ${tenants}) n returning id
    ), workspace as (
      insert into public.workspaces (organization_id, name, slug) select id, 'Bench', 'main' from organization
      returning id, organization_id
    ), widget as (
      insert into public.widgets (organization_id, workspace_id, name, type)
      select organization_id, id, 'Contact', 'form' from workspace returning id, organization_id, workspace_id
    ), revision as (
      insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config)
      select organization_id, workspace_id, id, 1, ${sql.json(config)} from widget returning id, widget_id
    )
    insert into public.widget_instances (organization_id, workspace_id, widget_id, name, status, published_revision_id)
    select w.organization_id, w.workspace_id, w.id, 'Contact', 'published', r.id
    from widget w join revision r on r.widget_id = w.id cross join generate_series(1, ${instancesPerTenant})
    returning public_id`
}

/**
 * Lays tenants with published forms, a table for the bare insert, and rates and a plan that no load of ours reaches.
 *
 * @returns the public ids of the forms' instances
 */
export async function layFixture(sql: Sql): Promise<string[]> {
  await sql.unsafe(`
    update private.rate_policies set quota = 1000000000;
    insert into public.plans (plan_id, name, public) values ('bench', 'Bench', false);
    create schema bench;
    create table bench.bare (id uuid primary key, payload jsonb not null, received_at timestamptz not null default now());
    grant usage on schema bench to service_role;
    grant insert on bench.bare to service_role;
  `)
  const instances = await layTenants(sql)
  // As autovacuum does within a minute: plans made from no statistics would be measured instead.
  await sql`analyze`
  return instances.map(({ public_id }) => public_id)
}
