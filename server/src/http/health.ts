import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import type { Sql } from 'postgres'
import { readMigrations } from '../database/migrations.ts'
import type { Worker } from '../worker.ts'

/** Seconds a job may wait before the worker counts as not keeping up. */
const acceptableLag = 300
const patienceMs = 2000

/** One part of the installation: whether it serves, and what it says about itself. */
export interface Part {
  ok: boolean
  detail: string
}

/** The parts of an installation by name. */
export type Parts = Record<'database' | 'migrations' | 'worker', Part>

async function check(ask: () => Promise<Part>): Promise<Part> {
  const late = sleep(patienceMs, { ok: false, detail: 'does not answer' }, { ref: false })
  return Promise.race([ask().catch(() => ({ ok: false, detail: 'cannot be asked' })), late])
}

async function checkMigrations(sql: Sql): Promise<Part> {
  const recorded = await sql<{ version: string }[]>`select version from supabase_migrations.schema_migrations`
  const done = new Set(recorded.map((row) => row.version))
  const pending = readMigrations().filter((file) => !done.has(file.version))
  return { ok: pending.length === 0, detail: `${done.size} applied, ${pending.length} pending` }
}

async function checkWorker(worker: Worker | null): Promise<Part> {
  if (!worker) return { ok: true, detail: 'runs elsewhere' }
  const { running, lagSeconds } = await worker.health()
  return { ok: running && lagSeconds <= acceptableLag, detail: running ? `lag ${lagSeconds} s` : 'stopped' }
}

/** Asks every part of the installation; none takes longer than two seconds. */
export async function checkParts(sql: Sql, worker: Worker | null): Promise<Parts> {
  const [database, migrations, jobs] = await Promise.all([
    check(async () => {
      const started = performance.now()
      await sql`select 1`
      return { ok: true, detail: `answers in ${Math.ceil(performance.now() - started)} ms` }
    }),
    check(() => checkMigrations(sql)),
    check(() => checkWorker(worker)),
  ])
  return { database, migrations, worker: jobs }
}

/** `/healthz`: the process lives. `/readyz`: everything serves (200) or something does not (503). */
export function healthRoutes(sql: Sql, worker: Worker | null): Hono {
  return new Hono()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', async (c) => {
      const parts = await checkParts(sql, worker)
      const ready = Object.values(parts).every((part) => part.ok)
      return c.json({ ready, parts }, ready ? 200 : 503, { 'cache-control': 'no-store' })
    })
}
