import { Refusal } from '@lapel/server/refusal'
import { Command } from 'commander'
import { runAction } from '../../action.ts'
import { type Operator, openOperator } from '../../operator.ts'
import { inBatches } from '../../tenants/batches.ts'
import { type Finding, isSettled } from '../../tenants/findings.ts'
import { listTenants, type Tenant } from '../../tenants/tenants.ts'

interface Options {
  all?: true
  dryRun?: true
  json?: true
}

async function chosen(sql: Operator, slug: string | undefined, all: boolean): Promise<Tenant[]> {
  if (all === (slug !== undefined)) throw new Refusal('Name one organization by its slug, or say --all.', 2)
  const tenants = await listTenants(sql, slug ?? null)
  if (slug !== undefined && tenants.length === 0) throw new Refusal(`No organization has the slug ${slug}.`, 2)
  return tenants.filter((tenant) => !tenant.present && (slug !== undefined || tenant.status !== 'deleting'))
}

function report(slugs: string[], findings: Finding[], { dryRun, json }: Options): 0 | 1 {
  const failures = findings.filter((finding) => !isSettled(finding))
  const ok = failures.length === 0
  if (json) console.log(JSON.stringify({ ok, dry_run: dryRun === true, created: slugs, failures }, null, 2))
  else if (slugs.length === 0) console.log('Every schema that was asked for is there.')
  else {
    for (const { schema_name, object, problem, outcome } of failures)
      console.log(`${schema_name} ${object} ${problem}: ${outcome}`)
    console.log(
      `${dryRun ? 'Would create' : 'Created'} ${slugs.length === 1 ? `the schema of ${slugs[0]}` : `${slugs.length} schemas`}.`,
    )
  }
  return ok ? 0 : 1
}

/** `lapel tenants create` */
export function createCommand(): Command {
  return new Command('create')
    .description('Give an organization a schema of its own with the core tables. Safe to interrupt and repeat.')
    .argument('[slug]', "the organization's slug")
    .option('--all', 'every organization that has none')
    .option('--dry-run', 'say what would be created')
    .option('--json', 'print JSON')
    .action((slug: string | undefined, options: Options) =>
      runAction(async (undo) => {
        const sql = await openOperator(undo)
        const tenants = await chosen(sql, slug, options.all === true)
        const ids = options.dryRun ? [] : tenants.map((tenant) => tenant.organization_id)
        const findings = await inBatches(
          ids,
          options.json === true,
          (batch) => sql<Finding[]>`select * from private.provision_tenant_schemas(${batch}::uuid[])`,
        )
        return report(
          tenants.map((tenant) => tenant.slug),
          findings,
          options,
        )
      }),
    )
}
