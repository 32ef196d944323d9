import { AsyncLocalStorage } from 'node:async_hooks'
import { App, type EmailDriver } from '@supabase/lite'
import { createPostgresConnection } from '@supabase/lite/postgres'
import type { Sql } from 'postgres'
import { applyTokenHook } from './accessToken.ts'
import type { Keys } from './data/keys.ts'
import { withoutSilence } from './database/sockets.ts'
import { keptFromLite } from './keptFromLite.ts'
import { noteSignUp } from './noteSignUp.ts'

/** Longer than a statement of the data API. */
const silenceMs = 20_000

/** The Supabase API of the embedded stack: /rest/v1 and /auth/v1. */
export interface SupabaseApi {
  /** @param ip of the client, as far as our proxies are to be believed */
  fetch(request: Request, ip: string | null): Promise<Response>
  close(): Promise<void>
}

interface Answering {
  requestId: string
  ip: string | null
  /** What Lite prints meanwhile. */
  complaint?: string
}

/** The request that is being answered. */
const answering = new AsyncLocalStorage<Answering>()

/** Lets every transaction of the API know which request it answers and whose: what `private.acting_request` reads. */
function tellRequests(connection: ReturnType<typeof createPostgresConnection>): void {
  const withContext = connection.withContext.bind(connection)
  connection.withContext = (vars, act, options) =>
    withContext(
      vars,
      async (db) => {
        const { requestId = '', ip = null } = answering.getStore() ?? {}
        await db
          .selectNoFrom(({ fn, val }) => [
            fn('set_config', [val('lapel.request_id'), val(requestId), val(true)]).as('request'),
            fn('set_config', [val('lapel.client_ip'), val(ip ?? ''), val(true)]).as('ip'),
          ])
          .execute()
        return act(db)
      },
      options,
    )
}

/** Bytes as Supabase's data API has them, in and out: the text of PostgreSQL, like \x00ff. The driver would write it as text. */
const asWritten = (text: string) => text
const bytea = { to: 17, from: [17], serialize: asWritten, parse: asWritten }

/**
 * Lite writes an argument of a function that is an object or a list as JSON before the driver does so again: the function
 * would get a text. Text that is JSON is taken as such; other text is one.
 */
const jsonOnce = (value: unknown) => {
  if (typeof value === 'string') {
    try {
      JSON.parse(value)
      return value
    } catch {
      // Words.
    }
  }
  return JSON.stringify(value)
}
const parseJson = (text: string): unknown => JSON.parse(text)
const json = { to: 114, from: [114], serialize: jsonOnce, parse: parseJson }
const jsonb = { to: 3802, from: [3802], serialize: jsonOnce, parse: parseJson }

/** Nobody would read a mail, and the links in them are not for logs. */
const discard: EmailDriver = { send: async () => undefined }

function createApp(url: string, keys: Keys, siteUrl: string, connections: number, email = discard) {
  const postgresOptions = {
    max: connections,
    onnotice: () => undefined,
    types: { bytea, json, jsonb },
    ...withoutSilence(silenceMs),
  }
  const connection = createPostgresConnection({ url, postgresOptions })
  // On its first request Lite tries to grant everything to everyone. Our grants are the migrations' business.
  Object.assign(connection, { ensureRlsContext: async () => true })
  tellRequests(connection)
  const app = new App({
    connection,
    api: { schemas: ['public'] },
    auth: {
      enabled: true,
      // Where the links of mails lead in the end.
      site_url: `${siteUrl}/admin/`,
      jwt_secret: keys.jwtSecret,
      publishable_key: keys.publishableKey,
      secret_key: keys.secretKey,
      minimum_password_length: 8,
      // The digits of a link: with six, an hour is enough to try them all.
      email: { enable_confirmations: false, otp_length: 40 },
    },
    options: { server: { admin: false }, drivers: { email } },
  })
  return { app, connection }
}

/** Creates or completes the schema `auth`. Runs as the owner; the API itself never does. */
export async function ensureAuthSchema(sql: Sql, ownerUrl: string, keys: Keys): Promise<void> {
  const { app, connection } = createApp(ownerUrl, keys, 'http://localhost', 1)
  try {
    await app.ensureSystemSchema()
  } finally {
    await connection.close()
  }
  await sql.unsafe(`
    grant usage on schema auth to anon, authenticated, service_role, supabase_auth_admin;
    grant all on all tables in schema auth to supabase_auth_admin;
  `)
}

let quieted = false

/** Lite prints a stack for every ordinary SQL error that it answers. Kept back here, it is told only of failures. */
function quietAnswers(): void {
  if (quieted) return
  quieted = true
  const print = console.error
  console.error = (...values: unknown[]) => {
    const answer = answering.getStore()
    if (!answer) return print(...values)
    answer.complaint ??= values.map((value) => (value instanceof Error ? value.message : String(value))).join(' ')
  }
}

async function answer(app: ReturnType<typeof createApp>['app'], request: Request, ip: string | null) {
  const heard: Answering = { requestId: crypto.randomUUID(), ip }
  const response = await answering.run(heard, async () => app.fetch(request, { peerAddress: ip }))
  if (response.status >= 500) {
    const { pathname } = new URL(request.url)
    console.error(`supabase: ${request.method} ${pathname} ${response.status} ${heard.complaint ?? ''}`.trimEnd())
  }
  const headers = new Headers(response.headers)
  headers.set('X-Request-Id', heard.requestId)
  return new Response(response.body, { status: response.status, headers })
}

/**
 * Makes a link with which the holder of an account chooses a new password: once, within an hour. Null when no account has
 * this address.
 *
 * @param apiUrl connection string of the login lapel_api
 * @param siteUrl where the installation answers, without a slash at the end
 */
export async function makeRecoveryLink(apiUrl: string, keys: Keys, siteUrl: string, email: string) {
  let mail = ''
  const mailbox: EmailDriver = {
    send: async ({ text = '' }) => {
      mail = text
    },
  }
  const { app, connection } = createApp(apiUrl, keys, siteUrl, 1, mailbox)
  try {
    const body = JSON.stringify({ email })
    const headers = { apikey: keys.publishableKey, 'content-type': 'application/json' }
    const response = await app.fetch(new Request(`${siteUrl}/auth/v1/recover`, { method: 'POST', headers, body }))
    if (!response.ok) throw new Error(`The auth server answered ${response.status}: ${await response.text()}`)
    return /https?:\S+/.exec(mail)?.[0] ?? null
  } finally {
    await connection.close()
  }
}

/**
 * Starts the Supabase API on a prepared database: it caches the schema, so the migrations must be done.
 *
 * @param apiUrl connection string of the login lapel_api
 * @param sql a connection as service_role, for what Lite leaves to its host: the access-token hook, and who signed up from where
 */
export function startSupabaseApi(apiUrl: string, keys: Keys, siteUrl: string, sql: Sql): SupabaseApi {
  const { app, connection } = createApp(apiUrl, keys, siteUrl, 10)
  quietAnswers()
  return {
    fetch: async (request, ip) => {
      const { pathname } = new URL(request.url)
      const kept = keptFromLite(request.method, pathname)
      if (kept) return kept
      const answered = await answer(app, request, ip)
      await noteSignUp(sql, request, ip, answered)
      return applyTokenHook(sql, keys.jwtSecret, pathname, answered)
    },
    close: () => connection.close(),
  }
}
