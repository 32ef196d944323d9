import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'

const heading = `-- What the migrations add up to, read from a database that was migrated from zero. Generated: never edit it.
-- \`npm run check:db -- --update\` writes it anew; \`npm run check:db\` fails while it is stale. Partitions are left out.
`

interface Relation {
  name: string
  comment: string | null
  kind: string
  partition_by: string | null
  options: string | null
  /** Columns and constraints of a table; the query of a view. */
  body: string[]
  rest: string[]
}

interface Routine {
  name: string
  definition: string
  rest: string[]
}

function read<Row extends object>(sql: Sql, query: string): Promise<Row[]> {
  return sql.unsafe<Row[]>(readFileSync(join(import.meta.dirname, query), 'utf8'))
}

function describeRelation({ name, comment, kind, partition_by, options, body, rest }: Relation): string {
  const details = `${partition_by ? ` partition by ${partition_by}` : ''}${options ? ` with (${options})` : ''}`
  const create =
    kind === 'table'
      ? `create table ${name} (\n${body.join(',\n')}\n)${details};`
      : `create ${kind} ${name}${details} as\n${body.join('\n')};`
  return [...(comment ? [`-- ${comment}`] : []), create, ...rest].join('\n')
}

function title(words: string): string {
  return `-- ${words} `.padEnd(120, '-')
}

/** Describes the schemas `public` and `private` of a migrated database as SQL for people, in an order that never varies. */
export async function dumpSchema(sql: Sql): Promise<string> {
  // Without a search path every name comes out with its schema.
  await sql`set search_path = ''`
  const surroundings = await read<{ text: string }>(sql, 'surroundings.sql')
  const relations = await read<Relation>(sql, 'relations.sql')
  const routines = await read<Routine>(sql, 'routines.sql')
  const parts = [
    heading,
    title('Schemas, default privileges, and what is on auth.users'),
    surroundings.map(({ text }) => text).join('\n'),
    ...relations.flatMap((relation) => [title(relation.name), describeRelation(relation)]),
    ...routines.flatMap(({ name, definition, rest }) => [title(name), [definition, ...rest].join('\n')]),
  ]
  return `${parts.join('\n\n').replaceAll(/[ \t]+$/gm, '')}\n`
}
