import { Argument, Command } from 'commander'
import { runAction } from '../action.ts'
import { type Operator, openOperator } from '../operator.ts'
import { reasonOption } from '../reason.ts'
import { inBatches } from '../tenants/batches.ts'
import { listTenants } from '../tenants/tenants.ts'

interface Options {
  reason: string
  dryRun?: true
  json?: true
}

/** Switches the triggers of public tables and of the given tenants; says how many. */
async function switchTriggers(sql: Operator, enabled: boolean, tenants: string[], options: Options): Promise<number> {
  const [row] = await sql<{ switched: number }[]>`
    select private.set_limit_triggers(${enabled}, ${tenants}::uuid[], ${options.reason}, ${options.dryRun === true}) as switched`
  return row?.switched ?? 0
}

/** `lapel limits` */
export function limitsCommand(): Command {
  return new Command('limits')
    .description(
      'Switch the triggers of max users and max sites off in an emergency, or on again with everything recounted.',
    )
    .addArgument(new Argument('<action>').choices(['disable', 'enable']))
    .addOption(reasonOption())
    .option('--dry-run', 'say how many triggers would be switched')
    .option('--json', 'print JSON')
    .action((action: 'disable' | 'enable', options: Options) =>
      runAction(async (undo) => {
        const sql = await openOperator(undo)
        const enabled = action === 'enable'
        const first = await switchTriggers(sql, enabled, [], options)
        const tenants = (await listTenants(sql))
          .filter((tenant) => tenant.present)
          .map((tenant) => tenant.organization_id)
        const rest = await inBatches(tenants, options.json === true, async (batch) => [
          await switchTriggers(sql, enabled, batch, options),
        ])
        const switched = rest.reduce((sum, count) => sum + count, first)
        if (options.json) console.log(JSON.stringify({ enabled, dry_run: options.dryRun === true, switched }))
        else
          console.log(
            `${switched} triggers ${options.dryRun ? 'would be' : 'were'} switched ${enabled ? 'on' : 'off'}.`,
          )
        return 0
      }),
    )
}
