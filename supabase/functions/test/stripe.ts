import { createHmac, randomUUID } from 'node:crypto'

/** The signing secret of the endpoint at Stripe, for tests. */
export const stripeSecret = 'whsec_8fJ2kQm4Tn7vXy1Zb3Cd5Ef6Gh9Lp0Rs'

/** `Stripe-Signature` as Stripe documents it: HMAC-SHA256 over the seconds, a dot and the body. */
export function sign(
  body: string | Uint8Array,
  { secret = stripeSecret, at = Math.floor(Date.now() / 1000) } = {},
): string {
  const digest = createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')
  return `t=${at},v1=${digest},v0=${'0'.repeat(64)}`
}

const envelope = (type: string, created: number, object: object) => ({
  id: `evt_${randomUUID()}`,
  object: 'event',
  api_version: '2025-09-30.clover',
  created,
  livemode: false,
  type,
  data: { object },
})

/** What an event says of a subscription; the rest is as Stripe sends it. */
export interface Told {
  customer: string
  id?: string
  status?: string
  plan?: string | null
  created: number
  /** When the subscription itself began. */
  began?: number
  /** Of its items, where it has more than the plan's. */
  prices?: { lookup_key: string | null; metadata: Record<string, string> }[]
}

/** A `customer.subscription.*` event. */
export const subscriptionEvent = (
  what: 'created' | 'updated' | 'deleted',
  { customer, id = `sub_${customer}`, status = 'active', plan = 'team', created, began = 1_700_000_000, ...more }: Told,
) =>
  envelope(`customer.subscription.${what}`, created, {
    id,
    object: 'subscription',
    customer,
    created: began,
    status,
    cancel_at_period_end: false,
    canceled_at: status === 'canceled' ? created : null,
    trial_end: status === 'trialing' ? created + 1_209_600 : null,
    items: {
      object: 'list',
      data: (more.prices ?? [{ lookup_key: plan, metadata: {} }]).map((price, n) => ({
        id: `si_${n}`,
        current_period_start: created,
        current_period_end: created + 2_592_000,
        price: { id: `price_${n}`, unit_amount: 2900, ...price },
        quantity: 1,
      })),
    },
    metadata: {},
  })

/** An `invoice.*` event. */
export const invoiceEvent = (what: string, customer: string, number: string, status: string, created: number) =>
  envelope(`invoice.${what}`, created, {
    id: `in_${number}`,
    object: 'invoice',
    customer,
    number,
    status,
    total: 2900,
    currency: 'eur',
    created,
    period_start: created,
    period_end: created + 2_592_000,
    status_transitions: { paid_at: status === 'paid' ? created : null },
    lines: { object: 'list', data: [{ id: 'il_1', description: '1 × Team', amount: 2900, quantity: 1 }] },
  })
