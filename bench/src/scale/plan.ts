import type { Sql } from 'postgres'

interface Node {
  'Node Type': string
  'Subplan Name'?: string
  'Relation Name'?: string
  'Actual Loops': number
  'Actual Rows': number
  'Rows Removed by Filter'?: number
  Output?: string[]
  Plans?: Node[]
  [condition: string]: unknown
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

const policyFunction = /private\.(my_\w+_ids|\w+_where_i_can|is_staff)\(/
const monthly = /_(\d{4})_(\d{2})$/

const conditions = (node: Node) =>
  Object.entries(node)
    .filter(([key]) => /Filter$|Cond$/.test(key))
    .map(([, value]) => String(value))

const isBefore = (relation: string, since: Date) => {
  const [, year, month] = monthly.exec(relation) ?? []
  return year !== undefined && new Date(Date.UTC(Number(year), Number(month), 1)) <= since
}

/**
 * What is wrong with the plan by which a query really ran: a policy evaluated more than once, a partition outside of the
 * period, all of a partition read for one tenant.
 */
export async function faultsOfPlan(
  sql: Sql,
  query: string,
  { days, scoped }: { days?: number | undefined; scoped: boolean },
) {
  const [row] = await sql.unsafe(`explain (analyze, verbose, timing off, format json) ${query}`)
  const explained: { Plan: Node }[] = row?.['QUERY PLAN'] ?? []
  const nodes = explained.flatMap(({ Plan }) => nodesOf(Plan))
  const ran = nodes.filter((node) => node['Actual Loops'] > 0)
  const partitions = ran.filter((node) => monthly.test(node['Relation Name'] ?? ''))
  const since = days === undefined ? undefined : new Date(Date.now() - days * 86_400_000)
  const asks = (node: Node) => node.Output?.some((output) => policyFunction.test(output)) ?? false
  return [
    ...ran.filter((node) => asks(node) && node['Actual Loops'] > 1).map(() => 'a policy evaluated more than once'),
    ...nodes
      .filter((node) => conditions(node).some((text) => policyFunction.test(text)))
      .map(() => 'a policy evaluated per row'),
    ...partitions
      .filter((node) => since && isBefore(node['Relation Name'] ?? '', since))
      .map((node) => `${node['Relation Name']} read in vain`),
    ...partitions
      .filter(
        (node) =>
          scoped && node['Node Type'] === 'Seq Scan' && node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) > 0,
      )
      .map((node) => `all of ${node['Relation Name']} read`),
  ]
}
