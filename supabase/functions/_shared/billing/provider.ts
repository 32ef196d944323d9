/** What a provider says of a subscription. Times are ISO 8601. */
interface SubscriptionNews {
  kind: 'subscription'
  /** The provider's id of it. */
  reference: string
  /** When it began. Of two that a customer has for a while the one that began later counts. */
  began_at: string
  /** The plan it is for; null where the provider's price names none. */
  plan: string | null
  status: 'trialing' | 'active' | 'past_due' | 'canceled'
  trial_ends_at: string | null
  period_start: string
  period_end: string
  canceled_at: string | null
}

/** What a provider says of an invoice. Amounts are in minor units. */
interface InvoiceNews {
  kind: 'invoice'
  number: string
  status: 'open' | 'paid' | 'void'
  amount: number
  /** ISO 4217. */
  currency: string
  period_start: string
  period_end: string
  issued_at: string
  paid_at: string | null
  lines: { description: string; amount: number; quantity: number | null }[]
}

/** One thing that a provider tells, as `private.take_billing_event` takes it. */
export type BillingEvent = {
  /** The provider's id of the notification. */
  id: string
  /** The provider's id of who pays. */
  customer: string
  said_at: string
} & (SubscriptionNews | InvoiceNews)

/** A notification as it came. */
export interface Notification {
  headers: Headers
  /** Exactly as received: a signature is over these bytes. */
  body: Uint8Array<ArrayBuffer>
  /** Milliseconds since 1970. */
  now: number
}

/**
 * Who charges tenants and tells of it. The manual provider is staff, who use `change_plan` and `record_invoice`: it tells
 * nothing and so has no code here.
 */
export interface BillingProvider {
  /** Whether the provider itself sent this, and just now. */
  proves(notification: Notification): Promise<boolean>
  /** What it says; null for what concerns no plan. Throws a ZodError for what is not as the provider documents it. */
  read(body: Uint8Array<ArrayBuffer>): BillingEvent | null
}

/** The providers that an operator has set up, by name. */
export type BillingProviders = ReadonlyMap<string, BillingProvider>
