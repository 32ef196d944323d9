import type { Sql } from 'postgres'
import type { FormConfig } from '../../../contract/src/widgets/form.ts'

/** A form with one field of each kind of rule that the tests lean on. */
export const config: FormConfig = {
  version: 1,
  title: 'Contact us',
  submitLabel: 'Send',
  fields: [
    { key: 'email', type: 'email', label: 'E-mail', required: true },
    { key: 'message', type: 'textarea', label: 'Message', maxLength: 5000 },
    { key: 'guests', type: 'number', label: 'Guests', min: 1 },
    { key: 'news', type: 'checkbox', label: 'Newsletter' },
  ],
  receipt: { title: 'Thank you & welcome', message: 'We answer within <1> day.' },
}

/** A tenant of its own with one published form. */
export interface Tenant {
  publicId: string
  organizationId: string
  workspaceId: string
  widgetId: string
  instanceId: string
}

interface TenantOptions {
  origins?: string[]
  status?: 'draft' | 'published' | 'inactive'
  expiresAt?: Date
  /** A hard limit of submissions a month; none by default. */
  monthlyLimit?: number
}

let made = 0
const unique = () => `${process.pid}-${Date.now().toString(36)}-${made++}`

async function createPlan(owner: Sql, monthlyLimit: number | undefined): Promise<string> {
  const id = `plan_${unique().replaceAll('-', '_')}`
  await owner`insert into public.plans (plan_id, name, public) values (${id}, 'Test', false)`
  if (monthlyLimit !== undefined) {
    await owner`insert into public.plan_limits (plan_id, limit_type, limit_value, enforcement)
      values (${id}, 'submissions_month', ${monthlyLimit}, 'hard')`
  }
  return id
}

/** Publishes another revision of a tenant's form. */
async function publish(owner: Sql, tenant: Tenant, number: number, revised: unknown): Promise<void> {
  const { organizationId, workspaceId, widgetId, instanceId } = tenant
  const [revision] = await owner`
    insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config)
    values (${organizationId}, ${workspaceId}, ${widgetId}, ${number}, ${owner.json(revised as never)}) returning id`
  await owner`update public.widget_instances set published_revision_id = ${revision?.id} where id = ${instanceId}`
}

/** Makes a tenant with a form at revision 1. */
async function createTenant(owner: Sql, options: TenantOptions = {}): Promise<Tenant> {
  const name = unique()
  const plan = await createPlan(owner, options.monthlyLimit)
  const [organization] = await owner`
    insert into public.organizations (name, slug, plan_id) values (${name}, ${`t-${name}`}, ${plan}) returning id`
  const organizationId: string = organization?.id
  const [workspace] = await owner`
    insert into public.workspaces (organization_id, name, slug) values (${organizationId}, 'Main', 'main') returning id`
  const workspaceId: string = workspace?.id
  const [widget] = await owner`
    insert into public.widgets (organization_id, workspace_id, name, type)
    values (${organizationId}, ${workspaceId}, 'Contact', 'form') returning id`
  const widgetId: string = widget?.id
  const [instance] = await owner`
    insert into public.widget_instances (organization_id, workspace_id, widget_id, name, allowed_origins, expires_at)
    values (${organizationId}, ${workspaceId}, ${widgetId}, 'Site', array(select jsonb_array_elements_text(${owner.json(options.origins ?? [])})), ${options.expiresAt ?? null})
    returning id, public_id`
  const tenant = { publicId: instance?.public_id, organizationId, workspaceId, widgetId, instanceId: instance?.id }
  await publish(owner, tenant, 1, config)
  await owner`update public.widget_instances set status = ${options.status ?? 'published'} where id = ${tenant.instanceId}`
  return tenant
}

/** How much of a tenant's submissions is in the database: rows, records of use, domain events, and what limits count. */
async function stored(owner: Sql, { workspaceId, organizationId, instanceId }: Tenant) {
  const [counts] = await owner<{ submissions: number; usage: number; events: number; keys: number; counted: number }[]>`
    select (select count(*)::int from public.widget_submissions where workspace_id = ${workspaceId}) as submissions,
      (select coalesce(sum(quantity), 0)::int from public.usage_events where workspace_id = ${workspaceId}) as usage,
      (select count(*)::int from public.events where workspace_id = ${workspaceId}) as events,
      (select count(*)::int from private.submission_keys where widget_instance_id = ${instanceId}) as keys,
      (select coalesce(sum(used), 0)::int from public.usage_counters
        where organization_id = ${organizationId} and limit_type = 'submissions_month') as counted`
  return counts
}

/** What {@link stored} says after `count` submissions that were stored whole. */
export const whole = (count: number) => ({
  submissions: count,
  usage: count,
  events: count,
  keys: count,
  counted: count,
})

/** Uses up what an instance may take in the running window and in the one after it. */
async function exhaustRate(owner: Sql, { instanceId }: Tenant): Promise<void> {
  await owner`
    insert into private.submission_rate_window as w (scope, window_start, ends_at, hits)
    select ${`instance:${instanceId}`}, to_timestamp((floor(extract(epoch from now()) / p.window_seconds) + step) * p.window_seconds),
      now() + interval '1 hour', p.quota
    from private.rate_policies p, generate_series(0, 1) step where p.name = 'instance'
    on conflict on constraint submission_rate_window_pkey do update set hits = excluded.hits`
}

/**
 * Tenants on a database.
 *
 * @param owner a connection as the owner of everything
 */
export function tenantsOn(owner: Sql) {
  return {
    createTenant: (options?: TenantOptions) => createTenant(owner, options),
    publish: (tenant: Tenant, number: number, revised: unknown) => publish(owner, tenant, number, revised),
    stored: (tenant: Tenant) => stored(owner, tenant),
    exhaustRate: (tenant: Tenant) => exhaustRate(owner, tenant),
  }
}
