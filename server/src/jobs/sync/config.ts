import { z } from 'zod'
import { forGood } from './failure.ts'

const address = z.string().max(2000).startsWith('https://')
// RFC 6901
const pointer = z
  .string()
  .max(200)
  .regex(/^(\/[^/]*)+$/, 'is no JSON pointer')
const column = z.string().min(1).max(200)

/** Headers that may carry a credential; `bearer` is `Authorization: Bearer`. */
const auth = z.union([
  z.literal('bearer'),
  z.strictObject({ header: z.string().regex(/^([Aa]uthorization|[Aa][Pp][Ii]-[Kk]ey|[Xx]-[A-Za-z0-9-]{1,60})$/) }),
])

/** Where a row says what it measures; `at` is a JSON pointer or the name of a column. */
const mapping = (at: z.ZodString) => ({
  /** The source's own id of the row: what comes with it again is the same. */
  id: at,
  recorded_at: at,
  /** The store's where there is none. */
  currency: at.optional(),
  /** From where each metric's value is; 1 counts rows. */
  metrics: z.record(z.string(), z.union([at, z.literal(1)])).refine((metrics) => Object.keys(metrics).length > 0),
  /** Whether amounts are in units (12.50) or in minor units (1250). */
  money: z.enum(['major', 'minor']).default('major'),
})

/** `generic_json`: an API that answers with an array somewhere, and with what leads to the next page. */
export const jsonConfig = z.strictObject({
  url: address,
  auth: auth.default('bearer'),
  /** Where the array is; the whole answer without one. */
  rows: pointer.optional(),
  /** Where the next cursor is. Without one there is one page. */
  next: pointer.optional(),
  /** The parameter that takes the cursor. Without one the cursor is the next page's address. */
  cursor_parameter: z.string().min(1).max(100).optional(),
  /** The parameter that takes the time since which rows have changed. Without one every run fetches everything. */
  since_parameter: z.string().min(1).max(100).optional(),
  ...mapping(pointer),
})

/** `csv_url`: a file whose first line names its columns. */
export const csvConfig = z.strictObject({
  url: address,
  auth: auth.default('bearer'),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  ...mapping(column),
})

/** `shopify_orders`: the address of a shop, or of what answers like one. */
export const shopifyConfig = z.strictObject({
  url: address,
  version: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .default('2026-07'),
})

export type Auth = z.infer<typeof auth>
export type Mapping = Pick<z.infer<typeof jsonConfig>, 'id' | 'recorded_at' | 'currency' | 'metrics' | 'money'>

/** Reads a config; throws what a person has to mend in it. */
export function readConfig<Schema extends z.ZodType>(schema: Schema, config: unknown): z.infer<Schema> {
  const read = schema.safeParse(config)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw forGood(`The config is not valid: ${['config', ...(issue?.path ?? [])].join('.')}: ${issue?.message}.`)
}
