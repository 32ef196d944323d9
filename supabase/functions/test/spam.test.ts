import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { captchaField, trapField, workMessage } from '../../../contract/src/proof.ts'
import { submissionReceipt } from '../../../contract/src/submission.ts'
import type { FormConfig } from '../../../contract/src/widgets/form.ts'
import { createApp } from '../_shared/app.ts'
import type { LogEntry, Ports } from '../_shared/ports.ts'
import { createCaptcha } from '../_shared/turnstile.ts'
import { expectProblem, freshIp, submission, submit } from './request.ts'
import { captchaSecret } from './siteverify.ts'
import { targets, testPorts } from './targets.ts'
import { config, createTenant, owner, publish, stored, type Tenant, whole } from './tenant.ts'

async function tenantAsking(spam: FormConfig['spam'], options: Parameters<typeof createTenant>[0] = {}) {
  const tenant = await createTenant(options)
  await publish(tenant, 2, { ...config, spam })
  return tenant
}

/** Why the tenant's submissions are in quarantine; `accepted` for one that is not, in the order in which they came. */
async function found(tenant: Tenant): Promise<string[]> {
  const rows = await owner<{ status: string; spam_reasons: string[] }[]>`
    select status, spam_reasons from public.widget_submissions where workspace_id = ${tenant.workspaceId} order by ts`
  return rows.map(({ status, spam_reasons }) => (status === 'spam' ? spam_reasons.join() : status))
}

const quarantined = (count: number) => ({ ...whole(count), usage: 0, counted: 0 })
const token = (host: string) => `person@${host}#${randomUUID()}`
const turnstile = { siteKey: '1x00000000000000000000AA' }

function startsWithZeros(message: string, bits: number): boolean {
  return createHash('sha256').update(message).digest().readUInt32BE(0) >>> (32 - bits) === 0
}

/** What the SDK does: counts up until the hash starts with zeros enough; here also, until it does not for another id. */
function nonceFor(publicId: string, id: string, bits: number, otherId: string): string {
  for (let nonce = 0; ; nonce += 1) {
    const fits = (of: string) => startsWithZeros(workMessage(publicId, of, String(nonce)), bits)
    if (fits(id) && !fits(otherId)) return String(nonce)
  }
}

describe.each(targets())('what looks like spam on $name', (target) => {
  test('is kept in quarantine, uses nothing, and gets a receipt that tells nothing', async () => {
    const tenant = await createTenant()
    const sent = { ...submission(), proof: { trap: 'https://casino.example' } }
    const [first, again] = [await submit(target, tenant, sent), await submit(target, tenant, sent)]
    expect([first.status, again.status]).toEqual([201, 201])
    const receipt = submissionReceipt.parse(await first.json())
    expect(receipt.status).toBe('accepted')
    expect(await again.json()).toEqual(receipt)
    expect([again.headers.get('idempotent-replayed'), await found(tenant)]).toEqual(['true', ['trap']])
    expect(await stored(tenant)).toEqual(quarantined(1))
  })

  test('stays what it was when it is sent again with better manners', async () => {
    const tenant = await createTenant()
    const sent = submission()
    await submit(target, tenant, { ...sent, proof: { trap: 'x' } })
    const again = await submit(target, tenant, { ...sent, proof: { trap: '' } })
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
    expect(await found(tenant)).toEqual(['trap'])
  })

  test('came faster than a person writes, or does not say', async () => {
    const tenant = await tenantAsking({ minSeconds: 2 })
    for (const proof of [{ elapsed: 1999 }, {}, { elapsed: 2000.5, trap: '' }]) {
      expect((await submit(target, tenant, { ...submission(), proof })).status).toBe(201)
    }
    expect(await found(tenant)).toEqual(['too_fast', 'too_fast', 'accepted'])
  })

  test('did not do the work for this very submission', async () => {
    const tenant = await tenantAsking({ workBits: 10 })
    const [worked, other] = [submission(), submission()]
    const nonce = nonceFor(tenant.publicId, worked.id, 10, other.id)
    await submit(target, tenant, { ...worked, proof: { work: { nonce } } })
    await submit(target, tenant, { ...other, proof: { work: { nonce } } })
    await submit(target, tenant, submission())
    expect(await found(tenant)).toEqual(['accepted', 'no_work', 'no_work'])
  })

  test('never uses up the plan', async () => {
    const tenant = await createTenant({ monthlyLimit: 1 })
    for (const trap of ['a', 'b', 'c', '']) {
      expect((await submit(target, tenant, { ...submission(), proof: { trap } })).status).toBe(201)
    }
    await expectProblem(await submit(target, tenant, submission()), 402, 'PLAN_LIMIT_REACHED')
    expect(await stored(tenant)).toEqual({ ...whole(4), usage: 1, counted: 1 })
  })

  test('is refused for its form like anything else', async () => {
    const tenant = await createTenant()
    const refused = [
      { ...submission(), proof: { trap: 'x', score: 1 } },
      { ...submission(), proof: { elapsed: -1 } },
      { ...submission(), proof: { turnstile: 'x'.repeat(2049) } },
      { ...submission({ email: 'nobody' }), proof: { trap: 'x' } },
    ]
    for (const sent of refused) await expectProblem(await submit(target, tenant, sent), 422, 'VALIDATION_FAILED')
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('on a page without script fills in the hidden field, which is not stored', async () => {
    const tenant = await tenantAsking({ minSeconds: 60 })
    const post = (fields: Record<string, string>) =>
      submit(target, tenant, new URLSearchParams({ email: 'ada@site.example', ...fields }).toString(), {
        'content-type': 'application/x-www-form-urlencoded',
        'x-forwarded-for': freshIp(),
      })
    expect((await post({ [trapField]: 'https://casino.example' })).status).toBe(201)
    expect((await post({ [trapField]: '' })).status).toBe(201)
    expect(await found(tenant)).toEqual(['trap', 'accepted'])
    const payloads =
      await owner`select distinct payload from public.widget_submissions where workspace_id = ${tenant.workspaceId}`
    expect(payloads).toEqual([{ payload: { email: 'ada@site.example' } }])
  })

  test('cannot solve the puzzle on the right site, or solved it for another submission', async () => {
    const tenant = await tenantAsking({ turnstile }, { origins: ['https://*.shop.example', 'http://localhost:*'] })
    const used = token('a.shop.example')
    const tokens = [used, used, token('localhost'), token('shop.example.evil.example'), 'made up', '', undefined]
    for (const turnstile of tokens) {
      expect((await submit(target, tenant, { ...submission(), proof: { turnstile } })).status).toBe(201)
    }
    expect(await found(tenant)).toEqual(['accepted', 'captcha', 'accepted', ...Array(4).fill('captcha')])
  })

  test('is not made of a repetition, nor of a token that comes with a form post', async () => {
    const tenant = await tenantAsking({ turnstile })
    const sent = { ...submission(), proof: { turnstile: token('shop.example') } }
    await submit(target, tenant, { ...sent, payload: { email: 'nobody' } })
    await Promise.all([submit(target, tenant, sent), submit(target, tenant, sent)])
    const body = new URLSearchParams({ email: 'ada@site.example', [captchaField]: token('shop.example') }).toString()
    const posted = await submit(target, tenant, body, { 'content-type': 'application/x-www-form-urlencoded' })
    expect([posted.status, await found(tenant)]).toEqual([201, ['accepted', 'accepted']])
  })

  test('is not the fault of the visitor when nobody can say', async () => {
    const tenant = await tenantAsking({ turnstile })
    for (const turnstile of ['internal', 'page', 'away', 'cut', 'stall']) {
      expect((await submit(target, tenant, { ...submission(), proof: { turnstile } })).status).toBe(201)
    }
    expect(await found(tenant)).toEqual(Array(5).fill('captcha_unavailable'))
  })
})

describe('the captcha of an installation', () => {
  const appWith = (captcha: Ports['captcha'], entries: LogEntry[] = []) => {
    const app = createApp({ ...testPorts(inject('databaseUrl'), entries), captcha })
    return { name: 'Node', fetch: async (path: string, init?: RequestInit) => app.request(path, init) }
  }
  const proof = () => ({ turnstile: token('shop.example') })

  test('that is not set up, or with the wrong secret, loses nothing and says so without telling the secret', async () => {
    const tenant = await tenantAsking({ turnstile })
    const entries: LogEntry[] = []
    const wrong = createCaptcha({ secret: 'wrong-secret', url: inject('captchaUrl') }, (entry) => entries.push(entry))
    for (const captcha of [undefined, wrong]) {
      expect((await submit(appWith(captcha), tenant, { ...submission(), proof: proof() })).status).toBe(201)
    }
    expect(await found(tenant)).toEqual(['captcha_unavailable', 'captcha_unavailable'])
    expect(entries).toEqual([
      {
        level: 'error',
        event: 'captcha.unavailable',
        request_id: null,
        cause: 'Error: the captcha service says invalid-input-secret',
      },
    ])
  })

  test('is not asked about what is refused or quarantined anyway', async () => {
    const tenant = await tenantAsking({ turnstile, workBits: 20 }, { origins: ['https://shop.example'] })
    let asked = 0
    const app = appWith({
      verify: async () => {
        asked += 1
        return true
      },
    })
    await submit(app, tenant, { ...submission(), proof: proof() })
    await submit(app, tenant, { ...submission(), proof: proof() }, { origin: 'https://evil.example' })
    await submit(app, tenant, { ...submission({ email: 'nobody' }), proof: proof() })
    expect([asked, await found(tenant)]).toEqual([0, ['no_work']])
  })

  test('is asked by so many at once and no more', async () => {
    const captcha = createCaptcha({ secret: captchaSecret, url: inject('captchaUrl') }, () => undefined)
    const context = { ip: '192.0.2.1', allowedOrigins: [] }
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        captcha?.verify(token('shop.example'), { ...context, idempotencyKey: randomUUID() }),
      ),
    )
    expect(answers.filter((answer) => answer === true)).toHaveLength(64)
    expect(answers.filter((answer) => answer === 'unavailable')).toHaveLength(36)
  })
})
