import { Argument, Command } from 'commander'
import { runAction } from '../action.ts'
import { openOperator } from '../operator.ts'
import { reasonOption } from '../reason.ts'

/** `lapel maintenance` */
export function maintenanceCommand(): Command {
  return new Command('maintenance')
    .description('Make the platform read-only for tenants, or end that. Staff go on working.')
    .addArgument(new Argument('<state>').choices(['on', 'off']))
    .addOption(reasonOption())
    .option('--json', 'print JSON')
    .action((state: 'on' | 'off', { reason, json }: { reason: string; json?: true }) =>
      runAction(async (undo) => {
        const sql = await openOperator(undo)
        const [row] = await sql<{ changed: boolean }[]>`
          select private.switch_maintenance(${state === 'on'}, ${reason}) as changed`
        const changed = row?.changed === true
        if (json) console.log(JSON.stringify({ maintenance: state === 'on', changed }))
        else console.log(`Maintenance is ${state}${changed ? '' : ', as it was'}.`)
        return 0
      }),
    )
}
