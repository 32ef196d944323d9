import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Account, signUp } from './accounts.ts'
import { expectProblem, freshIp } from './request.ts'
import { invoiceEvent, sign, stripeSecret, subscriptionEvent } from './stripe.ts'
import { type Target, targets } from './targets.ts'
import { owner } from './tenant.ts'

const start = Math.floor(Date.now() / 1000) - 100_000

/** An organization whose billing account is a customer of Stripe. */
async function customerOf({ workspaceId, userId }: Account): Promise<{ customer: string; organization: string }> {
  const customer = `cus_${randomUUID()}`
  const [row] = await owner<{ organization_id: string }[]>`
    insert into public.billing_accounts (organization_id, owner_user_id, provider, provider_reference)
    select organization_id, ${userId}, 'stripe', ${customer} from public.workspaces where id = ${workspaceId} returning organization_id`
  return { customer, organization: row?.organization_id ?? '' }
}

const planOf = async (organization: string) => {
  const [row] = await owner`
    select o.plan_id, o.plan_status, s.canceled_at is not null as canceled from public.organizations o
    left join public.subscriptions s on s.organization_id = o.id where o.id = ${organization}`
  return row
}

/** Stripe, as far as an endpoint of ours sees it. */
const stripeAt = (fetch: Target['fetch']) => {
  const post = (body: string | Uint8Array<ArrayBuffer>, signature: string | null, ip = freshIp()) =>
    fetch('/billing/stripe', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-forwarded-for': ip,
        ...(signature === null ? {} : { 'stripe-signature': signature }),
      },
    })
  /** Tells an event, signed, and gives what became of it. */
  const tell = async (event: object) => {
    const body = JSON.stringify(event, null, 2)
    const response = await post(body, sign(body))
    expect(response.status).toBe(200)
    return ((await response.json()) as { outcome: string }).outcome
  }
  return { post, tell }
}

describe.each(targets())('what Stripe tells on $name', ({ fetch }) => {
  const { tell } = stripeAt(fetch)

  test('a subscription begins, changes its plan, is past due, and ends', async () => {
    const { customer, organization } = await customerOf(await signUp())
    expect(await tell(subscriptionEvent('created', { customer, created: start, status: 'trialing' }))).toBe('applied')
    expect(await planOf(organization)).toEqual({ plan_id: 'team', plan_status: 'trialing', canceled: false })
    expect(await tell(subscriptionEvent('updated', { customer, created: start + 1, plan: 'business' }))).toBe('applied')
    expect(await planOf(organization)).toEqual({ plan_id: 'business', plan_status: 'active', canceled: false })
    await tell(subscriptionEvent('updated', { customer, created: start + 2, plan: 'business', status: 'past_due' }))
    expect(await planOf(organization)).toMatchObject({ plan_id: 'business', plan_status: 'past_due' })
    await tell(subscriptionEvent('deleted', { customer, created: start + 3, plan: 'business', status: 'canceled' }))
    expect(await planOf(organization)).toEqual({ plan_id: 'business', plan_status: 'canceled', canceled: true })
    const audited = await owner`
      select a.after ->> 'status' as status from public.audit_logs a
      where a.organization_id = ${organization} and a.entity = 'subscriptions' and a.reason like 'stripe said so: evt_%' order by a.seq`
    expect(audited.map(({ status }) => status)).toEqual(['trialing', 'active', 'past_due', 'canceled'])
  })

  test('twice is once, and what comes late changes nothing', async () => {
    const { customer, organization } = await customerOf(await signUp())
    const active = subscriptionEvent('updated', { customer, created: start + 10, plan: 'business' })
    expect(await tell(active)).toBe('applied')
    expect(await tell(active)).toBe('repeated')
    expect(await tell(subscriptionEvent('created', { customer, created: start, plan: 'team' }))).toBe('late')
    const ended = subscriptionEvent('deleted', { customer, created: start + 20, status: 'canceled' })
    const [one, other] = await Promise.all([tell(ended), tell(ended)])
    expect([one, other].sort()).toEqual(['applied', 'repeated'])
    expect(await tell(subscriptionEvent('updated', { customer, created: start + 20 }))).toBe('late')
    expect(await planOf(organization)).toMatchObject({ plan_status: 'canceled' })
  })

  test('who changes to a later subscription keeps it, whatever is said of the earlier one', async () => {
    const { customer, organization } = await customerOf(await signUp())
    const earlier = { customer, id: `sub_a_${customer}`, began: start, plan: 'team' }
    const later = { customer, id: `sub_b_${customer}`, began: start + 50, plan: 'business' }
    expect(await tell(subscriptionEvent('created', { ...earlier, created: start }))).toBe('applied')
    expect(await tell(subscriptionEvent('created', { ...later, created: start + 50 }))).toBe('applied')
    expect(await tell(subscriptionEvent('updated', { ...earlier, created: start + 60 }))).toBe('other')
    expect(await tell(subscriptionEvent('deleted', { ...earlier, created: start + 70, status: 'canceled' }))).toBe(
      'other',
    )
    expect(await planOf(organization)).toEqual({ plan_id: 'business', plan_status: 'active', canceled: false })
  })

  test('of several items the one that names a plan counts, wherever it is listed', async () => {
    const { customer, organization } = await customerOf(await signUp())
    const seats = { lookup_key: null, metadata: {} }
    const team = { lookup_key: 'team', metadata: {} }
    expect(await tell(subscriptionEvent('created', { customer, created: start, prices: [seats, team] }))).toBe(
      'applied',
    )
    expect(await planOf(organization)).toMatchObject({ plan_id: 'team' })
    const storage = { lookup_key: 'storage', metadata: {} }
    const business = { lookup_key: 'monthly', metadata: { plan_id: 'business' } }
    const both = subscriptionEvent('updated', { customer, created: start + 1, prices: [storage, business] })
    expect(await tell(both)).toBe('applied')
    expect(await planOf(organization)).toMatchObject({ plan_id: 'business' })
  })

  test('a debt is taken over, also of a price that names no plan', async () => {
    const { customer, organization } = await customerOf(await signUp())
    await tell(subscriptionEvent('created', { customer, created: start }))
    const owed = subscriptionEvent('updated', { customer, created: start + 1, plan: null, status: 'past_due' })
    expect(await tell(owed)).toBe('unknown_plan')
    expect(await planOf(organization)).toEqual({ plan_id: 'team', plan_status: 'past_due', canceled: false })
  })

  test('an invoice is recorded, paid, and not opened again', async () => {
    const { customer, organization } = await customerOf(await signUp())
    const number = `LP-${randomUUID().slice(0, 8)}`
    expect(await tell(invoiceEvent('paid', customer, number, 'paid', start + 1))).toBe('applied')
    expect(await tell(invoiceEvent('finalized', customer, number, 'open', start))).toBe('late')
    const rows = await owner`
      select number, status, amount, currency, paid_at is not null as paid, lines from public.invoices where organization_id = ${organization}`
    const lines = [{ description: '1 × Team', amount: 2900, quantity: 1 }]
    expect(rows).toEqual([{ number, status: 'paid', amount: 2900, currency: 'EUR', paid: true, lines }])
  })

  test('what is no concern of plans is taken and forgotten', async () => {
    const event = { ...subscriptionEvent('updated', { customer: 'cus_x', created: start }), type: 'charge.refunded' }
    expect(await tell(event)).toBe('ignored')
    expect(await tell(subscriptionEvent('created', { customer: 'cus_x', created: start, status: 'incomplete' }))).toBe(
      'ignored',
    )
  })
})

describe.each(targets())('who says to be Stripe on $name', ({ fetch }) => {
  const { post } = stripeAt(fetch)

  test('only what Stripe signed just now, byte for byte, is believed', async () => {
    const { customer, organization } = await customerOf(await signUp())
    const body = JSON.stringify(subscriptionEvent('created', { customer, created: start, plan: 'agency' }))
    const now = Math.floor(Date.now() / 1000)
    const signatures = [
      null,
      '',
      't=1',
      sign(body, { secret: `${stripeSecret}x` }),
      sign(body, { at: now - 400 }),
      sign(body, { at: now + 400 }),
      sign(`${body} `),
      sign(body).replace(/t=\d+/, `t=${now - 1}`),
      sign(body).replace('v1=', 'v0='),
      `t=${now},v1=${'0'.repeat(64)}`,
      `t=${now},v1=zz`,
    ]
    for (const signature of signatures) await expectProblem(await post(body, signature), 401, 'UNAUTHENTICATED')
    expect(await planOf(organization)).toMatchObject({ plan_id: 'free' })
    // While the secret is rolled there are two signatures.
    const rolled = `${sign(body, { secret: 'whsec_old' }).replace(/,v0=.*/, '')},${sign(body).split(',')[1]}`
    expect((await post(body, rolled)).status).toBe(200)
    expect(await planOf(organization)).toMatchObject({ plan_id: 'agency' })
  })

  test('whoever goes on without a signature is told to wait', async () => {
    const ip = freshIp()
    const answers: number[] = []
    for (let n = 0; n < 62; n++) answers.push((await post('{}', null, ip)).status)
    expect(answers.at(0)).toBe(401)
    expect(answers.at(-1)).toBe(429)
    const last = await post('{}', null, ip)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('what is signed and no notification, too large or sent elsewhere is refused', async () => {
    for (const body of ['', '[]', '{', '{"id":"evt_1"}', Uint8Array.of(0xff, 0xfe)]) {
      await expectProblem(await post(body, sign(body)), 422, 'VALIDATION_FAILED')
    }
    const broken = JSON.stringify({
      ...subscriptionEvent('updated', { customer: 'c', created: start }),
      data: { object: {} },
    })
    await expectProblem(await post(broken, sign(broken)), 422, 'VALIDATION_FAILED')
    const instant = subscriptionEvent('updated', { customer: 'c', created: start })
    const items = (instant.data.object as { items: { data: { current_period_end: number }[] } }).items.data
    for (const item of items) item.current_period_end = start
    const noPeriod = JSON.stringify(instant)
    await expectProblem(await post(noPeriod, sign(noPeriod)), 422, 'VALIDATION_FAILED')
    const large = 'x'.repeat(262_145)
    await expectProblem(await post(large, sign(large)), 413, 'BODY_TOO_LARGE')
    await expectProblem(await fetch('/billing/other', { method: 'POST', body: '{}' }), 404, 'NOT_FOUND')
    await expectProblem(await fetch('/billing/manual', { method: 'POST', body: '{}' }), 404, 'NOT_FOUND')
    await expectProblem(await fetch('/billing/stripe'), 405, 'METHOD_NOT_ALLOWED')
  })
})
