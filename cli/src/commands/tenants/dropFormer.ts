import { Refusal } from '@lapel/server/refusal'
import { Command } from 'commander'
import { runAction } from '../../action.ts'
import { openOperator } from '../../operator.ts'
import { inBatches } from '../../tenants/batches.ts'

interface Former {
  schema_name: string
  outcome: string
}

interface Options {
  dryRun?: true
  json?: true
}

const isSettled = ({ outcome }: Former) => /^(dropped|would be dropped)/.test(outcome)

function report(formers: readonly Former[], { dryRun, json }: Options): 0 | 1 {
  const ok = formers.every(isSettled)
  if (json) console.log(JSON.stringify({ ok, dry_run: dryRun === true, schemas: formers }, null, 2))
  else if (formers.length === 0) console.log('Every tenant schema belongs to an organization.')
  else for (const { schema_name, outcome } of formers) console.log(`${schema_name}: ${outcome}`)
  return ok ? 0 : 1
}

/** `lapel tenants drop-former` */
export function dropFormerCommand(): Command {
  return new Command('drop-former')
    .description('Drop the empty schemas and roles that deleted organizations left behind. Exit code 1 when one stays.')
    .argument('[schemas...]', 'these schemas only')
    .option('--dry-run', 'say what would be dropped')
    .option('--json', 'print JSON')
    .action((names: string[], options: Options) =>
      runAction(async (undo) => {
        const sql = await openOperator(undo)
        const wanted = names.length > 0 ? names : null
        const planned = await sql<
          Former[]
        >`select * from private.drop_former_schemas(${wanted}::text[], dry_run => true)`
        const unknown = names.filter((name) => !planned.some((former) => former.schema_name === name))
        if (unknown.length > 0) throw new Refusal(`No deleted organization left ${unknown.join(', ')} behind.`, 2)
        if (options.dryRun) return report(planned, options)
        const formers = await inBatches(
          planned.map((former) => former.schema_name),
          options.json === true,
          (batch) => sql<Former[]>`select * from private.drop_former_schemas(${batch}::text[])`,
        )
        return report(formers, options)
      }),
    )
}
