import type { BillingProviders } from './provider.ts'
import { createStripe } from './stripe.ts'

/** The providers of an installation, by what its operator has set up. */
export const createBilling = ({ stripeSecret }: { stripeSecret: string | undefined }): BillingProviders =>
  new Map(stripeSecret === undefined ? [] : [['stripe', createStripe(stripeSecret)]])
