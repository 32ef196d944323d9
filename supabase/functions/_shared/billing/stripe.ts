import { z } from 'zod'
import type { BillingEvent, BillingProvider, Notification } from './provider.ts'

/** How old or how far ahead a signature may be, in seconds, as Stripe's own libraries have it. */
const toleranceSeconds = 300
/** While its secret is rolled Stripe signs with two. */
const mostSignatures = 8

const encoder = new TextEncoder()
const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const seconds = z.int().positive().max(253_402_300_799)
const time = seconds.transform(at)
const maybeTime = seconds.nullish().transform((given) => (given ? at(given) : null))
const text = z.string().min(1).max(255)
/** An object, or its id alone. */
const idOf = z.union([text, z.object({ id: text }).transform(({ id }) => id)])

const statuses: Record<string, 'trialing' | 'active' | 'past_due' | 'canceled'> = {
  trialing: 'trialing',
  active: 'active',
  past_due: 'past_due',
  unpaid: 'past_due',
  paused: 'past_due',
  canceled: 'canceled',
}

const period = { current_period_start: seconds.optional(), current_period_end: seconds.optional() }
const item = z.object({
  ...period,
  price: z.object({ lookup_key: z.string().nullish(), metadata: z.record(z.string(), z.string()).default({}) }),
})
type Item = z.infer<typeof item>
const wholePeriod = z.object({ from: seconds, until: seconds }).refine(({ from, until }) => from < until)
const subscription = z.object({
  ...period,
  id: text,
  customer: idOf,
  created: time,
  status: z.string(),
  trial_end: maybeTime,
  canceled_at: maybeTime,
  items: z.object({ data: z.tuple([item], item) }),
})

const amount = z.int().min(-2_147_483_648).max(2_147_483_647)
const line = z.object({
  description: z
    .string()
    .nullish()
    .transform((given) => (given ?? '').slice(0, 500)),
  amount,
  quantity: z
    .int()
    .nullish()
    .transform((given) => given ?? null),
})
const invoice = z.object({
  customer: idOf,
  number: text,
  status: z.enum(['open', 'paid', 'void', 'uncollectible']),
  total: amount,
  currency: z
    .string()
    .regex(/^[a-z]{3}$/)
    .transform((code) => code.toUpperCase()),
  created: time,
  period_start: time,
  period_end: time,
  status_transitions: z.object({ paid_at: maybeTime }).optional(),
  lines: z.object({ data: z.array(line) }),
})

const event = z.object({
  id: text,
  type: z.string(),
  created: time,
  data: z.object({ object: z.unknown() }),
})
type Head = Pick<BillingEvent, 'id' | 'said_at'>

const subscriptionEvents = new Set(
  ['created', 'updated', 'deleted', 'paused', 'resumed'].map((what) => `customer.subscription.${what}`),
)
const invoiceEvents = new Set(['finalized', 'paid', 'voided', 'marked_uncollectible'].map((what) => `invoice.${what}`))

/** The item that names a plan, the others being add-ons: by `plan_id`, else by a lookup key, which an add-on may have too. */
const planItem = (items: [Item, ...Item[]]) =>
  items.find(({ price }) => price.metadata.plan_id) ?? items.find(({ price }) => price.lookup_key) ?? items[0]

function readSubscription(object: unknown, head: Head): BillingEvent | null {
  const { id, customer, created, status, trial_end, canceled_at, items, ...told } = subscription.parse(object)
  const known = statuses[status]
  // Incomplete: the first payment was never made, so there is nothing yet.
  if (!known) return null
  // Since the API of 2025-03-31 the period is told of each item.
  const { price, ...own } = planItem(items.data)
  const { from, until } = wholePeriod.parse({
    from: told.current_period_start ?? own.current_period_start,
    until: told.current_period_end ?? own.current_period_end,
  })
  return {
    ...head,
    customer,
    kind: 'subscription',
    reference: id,
    began_at: created,
    plan: price.metadata.plan_id || price.lookup_key || null,
    status: known,
    trial_ends_at: trial_end,
    period_start: at(from),
    period_end: at(until),
    canceled_at,
  }
}

function readInvoice(object: unknown, head: Head): BillingEvent {
  const { customer, number, status, total, currency, created, status_transitions, lines, ...told } =
    invoice.parse(object)
  return {
    ...head,
    customer,
    kind: 'invoice',
    number,
    // What is written off is still owed.
    status: status === 'uncollectible' ? 'open' : status,
    amount: total,
    currency,
    period_start: told.period_start,
    period_end: told.period_end,
    issued_at: created,
    paid_at: status_transitions?.paid_at ?? null,
    lines: lines.data.slice(0, 50),
  }
}

function read(body: Uint8Array): BillingEvent | null {
  const { id, type, created, data } = event.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  const head = { id, said_at: created }
  if (subscriptionEvents.has(type)) return readSubscription(data.object, head)
  return invoiceEvents.has(type) ? readInvoice(data.object, head) : null
}

const fromHex = (digits: string) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** The parts of `Stripe-Signature: t=<seconds>,v1=<hex>,...`; schemes other than v1 prove nothing. */
function partsOf(header: string): { signedAt: string; signatures: Uint8Array<ArrayBuffer>[] } {
  const parts = header.split(',').map((part) => part.trim())
  const signatures = parts.filter((part) => /^v1=[\da-f]{64}$/.test(part)).slice(0, mostSignatures)
  return {
    signedAt: parts.find((part) => /^t=\d{1,12}$/.test(part))?.slice(2) ?? '',
    signatures: signatures.map((part) => fromHex(part.slice(3))),
  }
}

/** HMAC-SHA256 with the endpoint's secret over time, a dot and the body as it came. */
async function proves(secret: string, { headers, body, now }: Notification): Promise<boolean> {
  const { signedAt, signatures } = partsOf(headers.get('stripe-signature') ?? '')
  if (signedAt === '' || Math.abs(now / 1000 - Number(signedAt)) > toleranceSeconds) return false
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'verify',
  ])
  const head = encoder.encode(`${signedAt}.`)
  const signed = new Uint8Array(head.length + body.length)
  signed.set(head)
  signed.set(body, head.length)
  const verdicts = await Promise.all(signatures.map((one) => crypto.subtle.verify('HMAC', key, one, signed)))
  return verdicts.includes(true)
}

/**
 * Stripe, by the interface that it documents for webhooks (https://docs.stripe.com/webhooks). A price names its plan with
 * `plan_id` in its metadata, or else by its lookup key.
 *
 * @param secret of the endpoint: whsec_...
 */
export const createStripe = (secret: string): BillingProvider => ({
  proves: (notification) => proves(secret, notification),
  read,
})
