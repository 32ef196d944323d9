import type { Undo } from '@lapel/server/shutdown'
import { Command } from 'commander'
import { runAction } from '../../action.ts'
import { type Operator, openOperator } from '../../operator.ts'
import { inBatches } from '../../tenants/batches.ts'
import { type Finding, isSettled, reportFindings } from '../../tenants/findings.ts'
import { listTenants } from '../../tenants/tenants.ts'

interface Options {
  dryRun?: true
  json?: true
  maintenance?: true
}

/** Makes tenants wait until the command ends, unless they do already. */
async function pauseTenants(sql: Operator, undo: Undo): Promise<void> {
  const reason = 'Tenant schemas are being refreshed'
  const [row] = await sql<{ switched: boolean }[]>`select private.switch_maintenance(true, ${reason}) as switched`
  if (row?.switched) undo.push('the maintenance', () => sql`select private.switch_maintenance(false, ${reason})`, 60)
}

/** `lapel tenants refresh-core-tables` */
export function refreshCoreTablesCommand(): Command {
  return new Command('refresh-core-tables')
    .description('Add what tenant schemas lack. Adds only; safe to interrupt and repeat.')
    .option('--dry-run', 'say what would be added')
    .option('--maintenance', 'make the platform read-only for tenants meanwhile')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      runAction(async (undo) => {
        const sql = await openOperator(undo)
        const schemas = (await listTenants(sql)).filter((tenant) => tenant.schema_name !== null).length
        // Read once for all schemas; only those where something can be added are visited again.
        const planned = await sql<Finding[]>`select * from private.refresh_core_tables(dry_run => true)`
        if (options.dryRun) return reportFindings(planned, schemas, options)
        const ids = [...new Set(planned.filter(isSettled).map((finding) => finding.organization_id))]
        if (options.maintenance && ids.length > 0) await pauseTenants(sql, undo)
        const findings = await inBatches(
          ids,
          options.json === true,
          (batch) => sql<Finding[]>`select * from private.refresh_core_tables(${batch}::uuid[])`,
        )
        const untouched = planned.filter((finding) => !ids.includes(finding.organization_id))
        return reportFindings([...findings, ...untouched], schemas, options)
      }),
    )
}
