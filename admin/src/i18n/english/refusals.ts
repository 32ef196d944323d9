import { errors } from '@lapel/contract/errors'

const titles = Object.entries(errors).map(([code, { title }]) => [code, title])

/** Why the database or an endpoint refused, by the contract's code. */
export const refusals = { lapel: { error: Object.fromEntries(titles) as Record<keyof typeof errors, string> } }
