import { expect } from 'vitest'
import { type Tenant, whole } from '../../../supabase/functions/test/tenants.ts'
import type { Load } from './clients.ts'
import type { Site } from './site.ts'

/**
 * Asserts that everything acknowledged is stored exactly once, that what is stored is stored whole, that counters equal
 * events, and that the audit chain holds.
 */
export async function expectNothingLost(site: Site, tenant: Tenant, load: Load): Promise<void> {
  expect(load.wrong).toEqual([])
  const rows = await site.owner<{ id: string; client: string }[]>`
    select id, client_submission_id as client from public.widget_submissions where workspace_id = ${tenant.workspaceId}`
  const byClient = new Map(rows.map((row) => [row.client, row.id]))
  expect(byClient.size).toBe(rows.length)
  const lost = [...load.acknowledged].filter(([client, receipt]) => byClient.get(client) !== receipt.id)
  expect(lost).toEqual([])
  expect(load.acknowledged.size).toBeGreaterThan(0)
  expect(await site.stored(tenant)).toEqual(whole(rows.length))
  expect(await site.audit(tenant)).toMatchObject({ valid: true })
}
