import { errors } from '@lapel/contract/errors'
import { enforcements, limitTypes } from '@lapel/contract/limits'
import { spamReasons } from '@lapel/contract/proof'
import { maxPayloadBytes } from '@lapel/contract/submission'
import { jsonSchemaOf } from '@lapel/contract/widgets/jsonSchema'
import { type WidgetType, widgetTypes } from '@lapel/contract/widgets/types'
import { jobs } from '@lapel/server/worker'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase } from '../harness/clone.ts'
import { connectOwner } from '../harness/connections.ts'

let sql: Sql
let end = async () => {}

beforeAll(async () => {
  const clone = await cloneDatabase()
  sql = connectOwner(clone.url)
  end = async () => {
    await sql.end({ timeout: 5 })
    await clone.drop()
  }
})
afterAll(() => end())

const statuses = new Map<string, number>(Object.entries(errors).map(([code, { status }]) => [code, status]))

/** What a pattern finds in the bodies of our functions. */
async function inFunctions(pattern: RegExp): Promise<string[]> {
  const functions = await sql<{ body: string }[]>`
    select prosrc as body from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)`
  return functions.flatMap(({ body }) => [...body.matchAll(pattern)].flatMap((match) => match[1] ?? []))
}

test('SQL gives its error codes the HTTP status that the contract gives them', async () => {
  const rows = await sql<{ code: string; status: number }[]>`select code, status from private.error_codes`
  expect(rows.length).toBeGreaterThan(5)
  for (const { code, status } of rows) expect([code, status]).toEqual([code, statuses.get(code)])
})

test('every code that SQL fails or answers with is in the contract', async () => {
  const raised = await inFunctions(/private\.fail\(\s*'([^']*)'/g)
  const answered = await inFunctions(/'([A-Z]{3,}(?:_[A-Z]+)+)'/g)
  expect(raised).toContain('LAST_OWNER')
  expect(answered).toContain('STALE_REVISION')
  // The handler acts on the first itself; the other stands among what browsers reported. Neither answers a request.
  const known = (code: string) => statuses.has(code) || ['CHECK_AGAIN', 'IDENTITY_UNVERIFIED'].includes(code)
  expect([...raised, ...answered].filter((code) => !known(code))).toEqual([])
})

test('the database has the schemas that the contract publishes, and knows all their keywords', async () => {
  const rows = await sql<{ type: WidgetType; schema: unknown }[]>`select type, schema from private.widget_schemas`
  expect(rows.map(({ type }) => type).sort()).toEqual([...widgetTypes].sort())
  for (const { type, schema } of rows) expect(schema).toEqual(jsonSchemaOf(type))
  const used = await sql<{ keyword: string }[]>`
    select distinct keyword from private.widget_schemas, jsonb_path_query(schema, 'strict $.** ? (@.type() == "object")') part,
      jsonb_object_keys(part) keyword where part ? 'type' and jsonb_typeof(part -> 'type') = 'string' and not part ? 'runs'`
  const known =
    `type const enum minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum minItems maxItems
    items properties required additionalProperties propertyNames $schema $defs title`.split(/\s+/)
  expect(used.map(({ keyword }) => keyword).filter((keyword) => !known.includes(keyword))).toEqual([])
})

test('plans limit what the contract says they limit, in the ways it says', async () => {
  const isAllowed = (limitType: string, enforcement: string) =>
    sql
      .begin(async (transaction) => {
        await transaction`delete from public.plan_limits`
        await transaction`
          insert into public.plan_limits (plan_id, limit_type, limit_value, enforcement)
          values ('free', ${limitType}, 1, ${enforcement})`
      })
      .then(
        () => true,
        () => false,
      )
  for (const limitType of limitTypes) {
    for (const enforcement of enforcements)
      expect([limitType, await isAllowed(limitType, enforcement)]).toEqual([limitType, true])
  }
  expect(await isAllowed('unheard_of', 'hard')).toBe(false)
  expect(await isAllowed('users', 'unheard_of')).toBe(false)
})

test('submissions are quarantined for the reasons that the contract knows', async () => {
  const [row] = await sql<{ definition: string }[]>`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = 'public.widget_submissions'::regclass and conname = 'widget_submissions_spam_reasons_check'`
  expect(/\{(.*)\}/.exec(row?.definition ?? '')?.[1]?.split(',')).toEqual([...spamReasons])
})

test('the database keeps payloads to the size that the contract names', async () => {
  const [row] = await sql<{ definition: string }[]>`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = 'public.widget_submissions'::regclass and conname = 'widget_submissions_payload_check'`
  expect(row?.definition).toContain(`<= ${maxPayloadBytes})`)
})

test('every job is run by the worker, which may run it, and it runs nothing else', async () => {
  const rows = await sql<{ name: string; allowed: boolean }[]>`
    select proname as name, has_function_privilege('service_role', oid, 'execute') as allowed from pg_proc
    where pronamespace = 'private'::regnamespace and pronargs = 0 and obj_description(oid, 'pg_proc') like 'Job: %' order by 1`
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(jobs).sort())
  expect(rows.filter(({ allowed }) => !allowed)).toEqual([])
})
