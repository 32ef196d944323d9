import { Command } from 'commander'
import { runAction } from '../../action.ts'
import { openOperator } from '../../operator.ts'
import { describeFindings, type Finding } from '../../tenants/findings.ts'
import { listTenants } from '../../tenants/tenants.ts'

type Deviation = Omit<Finding, 'outcome'> & { repairable: boolean }

/** `lapel tenants verify` */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('Compare every tenant schema with what it should hold. Exit code 1 when one deviates.')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: true }) =>
      runAction(async (undo) => {
        const sql = await openOperator(undo)
        const schemas = (await listTenants(sql)).filter((tenant) => tenant.schema_name !== null).length
        const deviations = await sql<Deviation[]>`select * from private.verify_core_tables()`
        const ok = deviations.length === 0
        if (json) console.log(JSON.stringify({ ok, schemas, deviations }, null, 2))
        else if (ok) console.log(`${schemas} schemas are as they should be.`)
        else {
          const outcome = (repairable: boolean) => (repairable ? 'refresh-core-tables repairs it' : 'needs a person')
          const findings = deviations.map((found) => ({ ...found, outcome: outcome(found.repairable) }))
          for (const line of describeFindings(findings)) console.log(line)
        }
        return ok ? 0 : 1
      }),
    )
}
