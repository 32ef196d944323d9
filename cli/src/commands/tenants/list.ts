import { Command } from 'commander'
import { runAction } from '../../action.ts'
import { openOperator } from '../../operator.ts'
import { listTenants, type Tenant } from '../../tenants/tenants.ts'

function describe({ slug, schema_name, present }: Tenant): string {
  return `${slug}  ${schema_name ?? '-'}${schema_name && !present ? '  (missing)' : ''}`
}

/** `lapel tenants list` */
export function listCommand(): Command {
  return new Command('list')
    .description('List organizations and their schemas.')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: true }) =>
      runAction(async (undo) => {
        const tenants = await listTenants(await openOperator(undo))
        if (json) console.log(JSON.stringify(tenants, null, 2))
        else for (const tenant of tenants) console.log(describe(tenant))
        return 0
      }),
    )
}
