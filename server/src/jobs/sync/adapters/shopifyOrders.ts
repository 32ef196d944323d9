import LinkHeader from 'http-link-header'
import { z } from 'zod'
import { readConfig, shopifyConfig } from '../config.ts'
import { beganAt, nextSince, readPosition, sameOrigin, writePosition } from '../cursor.ts'
import { forGood, SyncFailure } from '../failure.ts'
import { type Fetch, parseJson } from '../fetchPage.ts'
import { type Measurement, measureAll, readCurrency, readId, readMoney, requireTime } from '../measure.ts'
import type { Page, Source } from '../source.ts'

const transaction = z.object({ kind: z.string(), status: z.string(), amount: z.unknown(), currency: z.unknown() })
const refund = z.object({
  id: z.unknown(),
  created_at: z.unknown(),
  transactions: z.array(transaction.partial({ currency: true })).default([]),
})
const order = z.object({
  id: z.unknown(),
  created_at: z.unknown(),
  cancelled_at: z.string().nullish(),
  currency: z.unknown(),
  total_price: z.unknown(),
  test: z.boolean().nullish(),
  refunds: z.array(refund).default([]),
})

type Order = z.infer<typeof order>
type Answer = Awaited<ReturnType<Fetch>>

// Nothing of the customer: what is not asked for cannot leak.
const fields = 'id,created_at,updated_at,cancelled_at,currency,total_price,test,refunds'

const givenBack = ({ transactions }: Order['refunds'][number]) =>
  transactions.filter(({ kind, status }) => kind === 'refund' && status === 'success')

/** One measurement per refund: the sum of what was given back. */
function refundOf(part: Order['refunds'][number], currency: string, cancelled: boolean): Measurement {
  const sum = givenBack(part).reduce(
    (total, { amount }) => total + BigInt(readMoney(amount, 'refunds/transactions/amount', currency)),
    0n,
  )
  return {
    recorded_at: requireTime(part.created_at, 'refunds/created_at'),
    metric_key: 'orders.refunds',
    value: cancelled ? '0' : String(sum),
    currency,
    source_id: `refund-${readId(part.id, 'refunds/id')}`,
  }
}

/** What an order measures. A cancelled one is kept as nothing sold, so that what was stored of it before is put right. */
function measureOrder(row: unknown): Measurement[] {
  const read = order.safeParse(row)
  if (!read.success) throw new SyncFailure(`${read.error.issues[0]?.path.join('/')} is not as an order has it.`)
  const { id, created_at, cancelled_at, total_price, test, refunds } = read.data
  if (test) return []
  const currency = readCurrency(read.data.currency, 'currency')
  const cancelled = cancelled_at !== null && cancelled_at !== undefined
  const revenue = readMoney(total_price, 'total_price', currency)
  const of = { recorded_at: requireTime(created_at, 'created_at'), source_id: `order-${readId(id, 'id')}` }
  return [
    { ...of, metric_key: 'orders.count', value: cancelled ? '0' : '1', currency: null },
    { ...of, metric_key: 'orders.revenue', value: cancelled ? '0' : revenue, currency },
    ...refunds.filter((part) => givenBack(part).length > 0).map((part) => refundOf(part, currency, cancelled)),
  ]
}

function nextIn({ headers }: Answer, present: URL): string | null {
  const { link } = headers
  if (link === undefined) return null
  try {
    const [next] = LinkHeader.parse(String(link)).rel('next')
    return next ? sameOrigin(next.uri, present).href : null
  } catch (error) {
    throw error instanceof SyncFailure ? error : new SyncFailure('The Link header of the answer is none.')
  }
}

function firstPage(config: z.infer<typeof shopifyConfig>, { resumeFrom }: Source): URL {
  const url = URL.parse(`/admin/api/${config.version}/orders.json`, config.url)
  if (url === null) throw forGood('The config is not valid: config.url is no address.')
  url.search = new URLSearchParams({
    status: 'any',
    limit: '250',
    fields,
    ...(resumeFrom !== null && { updated_at_min: resumeFrom }),
  }).toString()
  return url
}

/**
 * Pages of orders as Shopify's REST Admin API gives them, those that have changed since the last run.
 *
 * @see https://shopify.dev/docs/api/admin-rest/usage/pagination
 */
export async function* shopifyOrders(source: Source, cursor: string | null, fetch: Fetch): AsyncGenerator<Page> {
  const first = firstPage(readConfig(shopifyConfig, source.config), source)
  if (source.credential === null) throw forGood('The connection has no credential. Set the access token of the shop.')
  const headers = { accept: 'application/json', 'x-shopify-access-token': source.credential }
  let position = readPosition(cursor)
  do {
    const url = position === null ? first : sameOrigin(position.at, first)
    const answer = await fetch(url, headers)
    const document = z.object({ orders: z.array(z.unknown()) }).safeParse(parseJson(answer))
    if (!document.success) throw new SyncFailure('The answer has no array of orders.')
    const began: string = position?.began ?? beganAt(answer)
    const at = nextIn(answer, url)
    position = at === null ? null : { at, began }
    yield {
      measurements: measureAll(document.data.orders, measureOrder),
      next: position && writePosition(position),
      resumeFrom: nextSince(began),
    }
  } while (position !== null)
}
