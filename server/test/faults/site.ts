import postgres, { type Sql } from 'postgres'
import { type Tenant, tenantsOn } from '../../../supabase/functions/test/tenants.ts'
import { readKeys } from '../../src/data/keys.ts'
import { freePort } from '../../src/freePort.ts'
import { runningOwnerUrl } from '../../src/postgres/embedded.ts'
import { newPlace, type Place, type Running, startLapel } from '../lapel.ts'

// The clients name the addresses they come from.
const env = { LAPEL_TRUSTED_PROXIES: '1' }

/** A server that can be killed and started again on its port. */
export interface Node {
  url: string
  running: Running
}

/** An installation that a test file does its worst to. */
export interface Site extends ReturnType<typeof tenantsOn> {
  place: Place
  first: Node
  /** The database as its owner. */
  owner: Sql
  ownerUrl: string
  /** Starts one more server, on a database address of its own if one is named. */
  join(databaseUrl?: string): Promise<Node>
  /** Starts a killed server again. */
  restart(node: Node): Promise<void>
  setRates(quota: number, seconds: number): Promise<void>
  /** Whether a tenant's audit chain holds, and how many entries it has. */
  audit(tenant: Tenant): Promise<{ entries: number; valid: boolean }>
  close(): Promise<void>
}

/** Whom the chain is shown to. */
async function makeStaff(owner: Sql, url: string, apikey: string): Promise<string> {
  const answer = await fetch(`${url}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'auditor@site.example', password: 'long-enough-1' }),
  })
  const { user } = (await answer.json()) as { user: { id: string } }
  await owner`insert into public.platform_admins (user_id, role) values (${user.id}, 'viewer')`
  return user.id
}

function auditOn(owner: Sql, staff: string): Site['audit'] {
  return ({ organizationId }) =>
    owner.begin(async (transaction) => {
      await transaction`select set_config('request.jwt.claim.sub', ${staff}, true)`
      const [chain] = await transaction<{ entries: number; valid: boolean }[]>`
        select entries::int, valid from public.verify_audit_chain(${organizationId})`
      return chain ?? { entries: 0, valid: false }
    })
}

async function serverOf(place: Place, command: 'start' | 'serve'): Promise<Node> {
  return { url: `http://localhost:${place.port}`, running: await startLapel(place, undefined, command) }
}

/** Starts an installation, in `dataDir` if one is named. Its `close` belongs into the file's last hook. */
export async function openSite(settings: { dataDir?: string; user?: Place['user'] } = {}): Promise<Site> {
  const steps: (() => Promise<void>)[] = []
  const made = await newPlace(settings.user, (step) => steps.push(step))
  const place = { ...made, env, dataDir: settings.dataDir ?? made.dataDir }
  const places = new Map<Node, [Place, 'start' | 'serve']>()
  const begin = async (at: Place, command: 'start' | 'serve') => {
    const node = await serverOf(at, command)
    places.set(node, [at, command])
    return node
  }
  const first = await begin(place, 'start')
  const keys = readKeys(place.dataDir)
  const ownerUrl = keys && runningOwnerUrl(place.dataDir, keys)
  if (!keys || !ownerUrl) throw new Error('the installation has no database')
  const owner = postgres(ownerUrl, { max: 4, fetch_types: false, onnotice: () => undefined, backoff: false })
  steps.push(() => owner.end({ timeout: 1 }))
  const site: Site = {
    ...tenantsOn(owner),
    place,
    first,
    owner,
    ownerUrl,
    audit: auditOn(owner, await makeStaff(owner, first.url, keys.publishableKey)),
    join: async (databaseUrl) => {
      const own = {
        ...place,
        port: await freePort(),
        env: { ...env, ...(databaseUrl && { DATABASE_URL: databaseUrl }) },
      }
      return begin(own, 'serve')
    },
    restart: async (node) => {
      const [at, command] = places.get(node) ?? [place, 'start']
      node.running = (await serverOf(at, command)).running
    },
    setRates: async (quota, seconds) =>
      void (await owner`update private.rate_policies set quota = ${quota}, window_seconds = ${seconds}`),
    close: async () => {
      for (const step of steps.reverse()) await step()
    },
  }
  await site.setRates(1_000_000_000, 60)
  return site
}
