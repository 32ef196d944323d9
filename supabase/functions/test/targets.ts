import { inject } from 'vitest'
import { createApp } from '../_shared/app.ts'
import { createAuthenticator } from '../_shared/authenticate.ts'
import { createBilling } from '../_shared/billing/providers.ts'
import { clientIp } from '../_shared/clientIp.ts'
import { connect, connectLanes } from '../_shared/database.ts'
import type { LogEntry, Ports } from '../_shared/ports.ts'
import { createCaptcha } from '../_shared/turnstile.ts'
import { createServerStorage } from '../_shared/uploads/serverStorage.ts'
import { publishableKey } from './auth.ts'
import { uploadsUrl } from './deno.ts'
import { captchaSecret } from './siteverify.ts'
import { stripeSecret } from './stripe.ts'

/** Something that answers requests for paths under /functions/v1. */
export interface Target {
  name: string
  fetch(path: string, init?: RequestInit): Promise<Response>
}

/** Ports of an app in this process, behind one trusted proxy like the Deno process. */
export function testPorts(databaseUrl: string, entries: LogEntry[] = []): Ports {
  const log = (entry: LogEntry) => void entries.push(entry)
  return {
    sql: connect(databaseUrl, 3),
    lanes: connectLanes(databaseUrl),
    now: Date.now,
    clientIp: (request) => clientIp('127.0.0.1', request.headers.get('x-forwarded-for'), 1),
    authenticate: createAuthenticator(inject('authUrl'), publishableKey),
    publicUrl: `${inject('authUrl')}/functions/v1`,
    storage: createServerStorage(uploadsUrl),
    log,
    captcha: createCaptcha({ secret: captchaSecret, url: inject('captchaUrl') }, log),
    billing: createBilling({ stripeSecret }),
  }
}

const node = (name: string, databaseUrl: string): Target => {
  const app = createApp(testPorts(databaseUrl))
  return { name, fetch: async (path, init) => app.fetch(new Request(`http://host/functions/v1${path}`, init)) }
}

// The edge runtime keeps the function's name in the path and strips what stands before it.
const deno = (name: string, url: string): Target => ({ name, fetch: (path, init) => fetch(`${url}${path}`, init) })

/** The same endpoints on both runtimes, on the test database. */
export const targets = (): Target[] => [node('Node', inject('databaseUrl')), deno('Deno', inject('denoUrl'))]

/** The same endpoints on both runtimes where no database answers. */
export const targetsWithoutDatabase = (): Target[] => [
  node('Node', inject('deadUrl')),
  deno('Deno', inject('denoWithoutDatabaseUrl')),
]
