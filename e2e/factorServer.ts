import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Route } from '@playwright/test'
import { base32, totp } from './totp.ts'

interface Factor {
  id: string
  friendly_name: string
  factor_type: 'totp'
  status: 'unverified' | 'verified'
  created_at: string
  updated_at: string
  secret: string
}

interface Claims {
  session_id: string
  exp: number
}

interface Answer {
  access_token?: string
  user?: object
  id?: string
}

const secretOfTokens = () => {
  const keys = readFileSync(join(process.env.LAPEL_DATA_DIR ?? '', 'keys.json'), 'utf8')
  return (JSON.parse(keys) as { jwtSecret: string }).jwtSecret
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims

function sign(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${text}.${createHmac('sha256', secretOfTokens()).update(text).digest('base64url')}`
}

const tokenOf = (route: Route) => (route.request().headers().authorization ?? '').replace('Bearer ', '')

const refuse = (route: Route, status: number, code: string) =>
  route.fulfill({ status, headers: { 'x-supabase-api-version': '2024-01-01' }, json: { code, message: code } })

/** As Supabase Auth draws it, without the picture. */
const qrCode = `<?xml version="1.0"?>\n<svg width="200" height="200" xmlns="http://www.w3.org/2000/svg">
<rect x="40" y="40" width="120" height="120" style="fill:black" /></svg>`

/**
 * What Supabase Auth does about authenticator apps and the embedded auth server does not, for one person in one browser:
 * enrolling, challenges, codes that are really computed, and tokens that say what was proved. Everything else is asked of
 * the auth server that is there.
 */
export class FactorServer {
  readonly factors: Factor[] = []
  readonly #codesAt = new Map<string, number>()

  /** Stands in front of a browser's requests from now on. */
  async serve(context: BrowserContext): Promise<void> {
    await context.route('**/auth/v1/factors', (route) => this.#enroll(route))
    await context.route('**/auth/v1/factors/*', (route) => this.#unenroll(route))
    await context.route('**/auth/v1/factors/*/challenge', (route) => this.#challenge(route))
    await context.route('**/auth/v1/factors/*/verify', (route) => this.#verify(route))
    await context.route(/\/auth\/v1\/(token|user)(\?|$)/, (route) => this.#pass(route))
  }

  /** The code that the app shows which was enrolled last, or first. */
  code(which = -1): string {
    return totp(this.factors.at(which)?.secret ?? '')
  }

  #verified = () => this.factors.filter(({ status }) => status === 'verified')
  #isProved = (route: Route) => this.#codesAt.has(claimsOf(tokenOf(route)).session_id)

  #asked(route: Route): Factor | undefined {
    return this.factors.find(({ id }) => route.request().url().includes(id))
  }

  #tell(answer: Answer): Answer {
    const factors = this.factors.map(({ secret, ...factor }) => factor)
    const withFactors = (user: object) => (factors.length > 0 ? { ...user, factors } : user)
    if (!answer.access_token || !answer.user) return answer.id ? (withFactors(answer) as Answer) : answer
    return { ...answer, access_token: this.#token(answer.access_token), user: withFactors(answer.user) }
  }

  #token(token: string): string {
    const claims = claimsOf(token)
    const code = this.#codesAt.get(claims.session_id)
    const amr = [{ method: 'password', timestamp: Math.floor(Date.now() / 1000) }]
    if (code) amr.push({ method: 'totp', timestamp: code })
    return sign({ ...claims, aal: code ? 'aal2' : 'aal1', amr })
  }

  async #pass(route: Route): Promise<void> {
    const changes = route.request().method() === 'PUT' ? (route.request().postDataJSON() as object) : {}
    if ('password' in changes && this.#verified().length > 0 && !this.#isProved(route)) {
      return refuse(route, 401, 'insufficient_aal')
    }
    const response = await route.fetch()
    if (!response.ok()) return route.fulfill({ response })
    await route.fulfill({ response, json: this.#tell((await response.json()) as Answer) })
  }

  async #enroll(route: Route): Promise<void> {
    const { friendly_name } = route.request().postDataJSON() as { friendly_name: string }
    if (this.#verified().length > 0 && !this.#isProved(route)) return refuse(route, 403, 'insufficient_aal')
    if (this.factors.some((factor) => factor.friendly_name === friendly_name)) {
      return refuse(route, 422, 'mfa_factor_name_conflict')
    }
    const now = new Date().toISOString()
    const secret = base32(randomBytes(20))
    const id = randomUUID()
    this.factors.push({
      id,
      friendly_name,
      factor_type: 'totp',
      status: 'unverified',
      created_at: now,
      updated_at: now,
      secret,
    })
    const uri = `otpauth://totp/Lapel:someone?secret=${secret}&issuer=Lapel`
    await route.fulfill({ json: { id, type: 'totp', friendly_name, totp: { qr_code: qrCode, secret, uri } } })
  }

  async #unenroll(route: Route): Promise<void> {
    const factor = this.#asked(route)
    if (!factor) return refuse(route, 404, 'mfa_factor_not_found')
    if (factor.status === 'verified' && !this.#isProved(route)) return refuse(route, 422, 'insufficient_aal')
    this.factors.splice(this.factors.indexOf(factor), 1)
    await route.fulfill({ json: { id: factor.id } })
  }

  async #challenge(route: Route): Promise<void> {
    const factor = this.#asked(route)
    if (!factor) return refuse(route, 404, 'mfa_factor_not_found')
    await route.fulfill({ json: { id: randomUUID(), type: 'totp', expires_at: Math.floor(Date.now() / 1000) + 300 } })
  }

  async #verify(route: Route): Promise<void> {
    const factor = this.#asked(route)
    const { code } = route.request().postDataJSON() as { code: string }
    const now = Math.floor(Date.now() / 1000)
    if (!factor) return refuse(route, 404, 'mfa_factor_not_found')
    if (![-30, 0, 30].some((drift) => totp(factor.secret, now + drift) === code)) {
      return refuse(route, 422, 'mfa_verification_failed')
    }
    const token = tokenOf(route)
    const { session_id, exp } = claimsOf(token)
    factor.status = 'verified'
    this.#codesAt.set(session_id, now)
    const user = await route.fetch({
      url: route
        .request()
        .url()
        .replace(/factors.*/, 'user'),
      method: 'GET',
      postData: '',
    })
    const refresh_token = await this.#refreshTokenOf(route)
    const session = { token_type: 'bearer', expires_in: exp - now, expires_at: exp, refresh_token }
    const answer = { ...session, access_token: token, user: (await user.json()) as object }
    await route.fulfill({ json: this.#tell(answer) })
  }

  /** Supabase Auth makes a new one; the auth server that is there knows the session's own. */
  async #refreshTokenOf(route: Route): Promise<string> {
    const kept = await route
      .request()
      .frame()
      .evaluate(() => [localStorage.getItem('lapel.session'), sessionStorage.getItem('lapel.recovery')])
    const [session, recovery] = kept
    if (recovery) return new URLSearchParams(recovery).get('refresh_token') ?? ''
    return (JSON.parse(session ?? '{}') as { refresh_token?: string }).refresh_token ?? ''
  }
}
