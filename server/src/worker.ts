import { Resolver } from 'node:dns/promises'
import type { Storage } from '@lapel/functions/ports'
import { Logger, run, runMigrations, type TaskList } from 'graphile-worker'
import { Pool } from 'pg'
import postgres, { type Sql } from 'postgres'
import { withoutSilence } from './database/sockets.ts'
import { checkDomains } from './jobs/domains/checkDomains.ts'
import { runRequests } from './jobs/privacy/runRequests.ts'
import { mostBytes } from './jobs/sync/fetchPage.ts'
import { startSyncs } from './jobs/sync/syncs.ts'
import { startDeliveries } from './jobs/webhooks/deliveries.ts'
import { createOutgoing, type Reach } from './outgoing/client.ts'
import { describeReconciliation, reconcileUsage } from './reconcileUsage.ts'
import { removeFiles, uploadsFolder } from './uploads/files.ts'
import { removeQueued, removeQueuedFromBucket } from './uploads/removals.ts'

/** Every job is one SQL function without arguments; it says how many rows it made or removed. */
export const jobs = {
  apply_retention: '15 3 * * *',
  collect_leads: '* * * * *',
  delete_closed_organizations: '45 3 * * *',
  detach_old_partitions: '0 4 * * *',
  end_trials: '10 * * * *',
  expire_limit_overrides: '*/5 * * * *',
  forget_rotated_secrets: '50 * * * *',
  forget_sign_up_origins: '55 3 * * *',
  maintain_partitions: '0 * * * *',
  prune_billing_events: '35 4 * * *',
  prune_drafts: '20 * * * *',
  prune_embed_tokens: '40 4 * * *',
  prune_event_keys: '15 * * * *',
  prune_events: '20 4 * * *',
  prune_exports: '*/5 * * * *',
  prune_fetch_errors: '25 3 * * *',
  prune_invitations: '5 4 * * *',
  prune_partials: '* * * * *',
  prune_rate_windows: '*/5 * * * *',
  prune_submission_keys: '30 3 * * *',
  prune_sync_jobs: '25 4 * * *',
  prune_uploads: '*/5 * * * *',
  prune_usage: '30 4 * * *',
  prune_used_uploads: '35 3 * * *',
  prune_webhooks: '10 4 * * *',
  record_baselines: '10 4 * * *',
  refresh_rollups: '*/15 * * * *',
  reset_lead_quotas: '2 * * * *',
  schedule_syncs: '* * * * *',
  verify_tenant_schemas: '*/5 * * * *',
  watch_partitions: '5 * * * *',
}

/** What the worker does, as `/readyz` shows it. */
export interface WorkerHealth {
  running: boolean
  /** Seconds that the oldest job has been waiting past its time. */
  lagSeconds: number
}

/** A job worker. */
export interface Worker {
  /** Throws when the database cannot be asked. */
  health(): Promise<WorkerHealth>
  stop(): Promise<void>
}

const tasks: TaskList = Object.fromEntries(
  Object.keys(jobs).map((name) => [
    name,
    async (_payload, { withPgClient }) => {
      await withPgClient((client) => client.query(`select private.${name}()`))
    },
  ]),
)

/** The job that is many transactions, one for each tenant. Fails at the end when a tenant did, and so runs again. */
tasks.reconcile_usage = async (_payload, { withPgClient }) => {
  const result = await withPgClient((client) => reconcileUsage(client))
  const sentence = describeReconciliation(result)
  if (Object.keys(result.failed).length > 0) throw new Error(sentence ?? '')
  if (sentence) console.log(`worker: ${sentence}`)
}

/** The job that tells staff's home how the queue is doing. */
tasks.note_worker = async (_payload, { withPgClient }) => {
  await withPgClient((client) =>
    client.query(`select private.note_worker(
      coalesce(extract(epoch from now() - min(j.run_at) filter (where j.locked_at is null and j.attempts < j.max_attempts
        and j.run_at < now())), 0)::int,
      (count(*) filter (where j.attempts >= j.max_attempts))::int) from graphile_worker.jobs j`),
  )
}

/** Many transactions too. What failed is tried again later by itself: an operator hears of it each time. */
tasks.run_privacy_requests = async (_payload, { withPgClient }) => {
  for (const complaint of await withPgClient(runRequests)) console.error(`worker: ${complaint}`)
}

/** Piece by piece, each in a transaction of its own: no lock and no snapshot is held for a million rows. */
tasks.run_exports = async (_payload, { withPgClient }) => {
  await withPgClient(async (client) => {
    const next = () => client.query<{ more: boolean }>('select private.continue_exports() as more')
    while ((await next()).rows[0]?.more);
  })
}

/** Jobs that do more than call a function. */
const otherJobs = {
  check_domains: '*/5 * * * *',
  note_worker: '* * * * *',
  reconcile_usage: '40 * * * *',
  remove_uploads: '*/5 * * * *',
  run_exports: '* * * * *',
  run_privacy_requests: '* * * * *',
}

/** What is queued when, as graphile-worker reads it. */
export const crontab = Object.entries({ ...jobs, ...otherJobs })
  .map(([name, schedule]) => `${schedule} ${name} ?jobKey=${name}&max=3`)
  .join('\n')

/** Only what an operator must act on. */
const logger = new Logger(() => (level, message) => {
  if (level === 'error' || level === 'warning') console.error(`worker: ${message}`)
})

/**
 * The login may not create schemas, and the queue's first step asks for that right even though the schema exists: it gets
 * the right for this step alone.
 */
async function installJobQueue(sql: Sql, workerUrl: string): Promise<void> {
  const [database] = await sql<{ name: string }[]>`select quote_ident(current_database()) as name`
  await sql.unsafe(`grant create on database ${database?.name} to lapel_worker`)
  try {
    await runMigrations({ connectionString: workerUrl, logger })
  } finally {
    await sql.unsafe(`revoke create on database ${database?.name} from lapel_worker`)
  }
}

/** Installs the job queue on a new database, and lets staff's functions retry its jobs and change nothing else of it. */
export async function ensureJobQueue(sql: Sql, workerUrl: string): Promise<void> {
  const [queue] = await sql<
    { exists: boolean }[]
  >`select to_regclass('graphile_worker.migrations') is not null as exists`
  if (!queue?.exists) await installJobQueue(sql, workerUrl)
  await sql.unsafe('grant update on graphile_worker._private_jobs to lapel_definer')
}

async function readLag(sql: Sql): Promise<number> {
  const [row] = await sql<{ lag: number }[]>`
    select coalesce(extract(epoch from now() - min(run_at)), 0)::float8 as lag
    from graphile_worker.jobs where locked_at is null and attempts < max_attempts and run_at < now()`
  return Math.round(row?.lag ?? 0)
}

/** What a worker needs. */
export interface WorkerSettings {
  /** Connection string of the login lapel_worker. */
  workerUrl: string
  /** Where the files lie that visitors send. */
  dataDir: string
  /** Where they lie instead, if anywhere. */
  bucket: Required<Storage> | null
  /** Where requests to addresses that tenants give may go. */
  outgoing: Reach
  /** The host name that custom domains have to lead to; null where their token is enough. */
  domainTarget: string | null
}

// Short questions only: a statement that takes longer, or a connection that died without a word, is given up.
const connectQueue = (workerUrl: string): Sql =>
  postgres(workerUrl, {
    ...withoutSilence(20_000),
    max: 4,
    connect_timeout: 5,
    idle_timeout: 60,
    // Nobody catches the driver's own question for types when Postgres dies under it: it would end this process.
    fetch_types: false,
    onnotice: () => undefined,
    backoff: (failures) => Math.min(0.05 * 2 ** failures, 1),
    connection: { application_name: 'lapel-worker', statement_timeout: 15_000 },
  })

/**
 * The queue's own connections. graphile-worker stops listening to the errors of a pool of its making before that has ended:
 * a Postgres that goes away meanwhile would end this process with its shutdown half done.
 */
function openPool(workerUrl: string): Pool {
  const pool = new Pool({ connectionString: workerUrl, max: 4 })
  pool.on('connect', (client) => {
    client.on('error', ({ message }) => console.error(`worker: a connection was lost: ${message}`))
  })
  // The connection has said it.
  pool.on('error', () => undefined)
  return pool
}

/** Every task, by the name that the crontab has for it. */
export function tasksOf({ dataDir, bucket, domainTarget }: WorkerSettings, sql: Sql): TaskList {
  const folder = uploadsFolder(dataDir)
  return {
    ...tasks,
    remove_uploads: (_payload, { withPgClient }) =>
      withPgClient((client) =>
        bucket
          ? removeQueuedFromBucket(client, bucket.remove)
          : removeQueued(client, (ids) => removeFiles(folder, ids)),
      ),
    check_domains: () => checkDomains(sql, new Resolver({ timeout: 3000, tries: 2 }), domainTarget),
  }
}

/**
 * Starts a worker on a prepared database: its jobs, the sending of webhooks and the runs of connections.
 *
 * @param failed is told when the worker ends by itself
 */
export async function startWorker(settings: WorkerSettings, failed: (error: unknown) => void): Promise<Worker> {
  const { workerUrl } = settings
  const sql = connectQueue(workerUrl)
  const taskList = tasksOf(settings, sql)
  const pgPool = openPool(workerUrl)
  const runner = await run({ pgPool, logger, concurrency: 2, noHandleSignals: true, taskList, crontab })
  const complain = (sentence: string) => console.error(`worker: ${sentence}`)
  const outgoing = createOutgoing({ reach: settings.outgoing })
  const reading = createOutgoing({ reach: settings.outgoing, bytes: mostBytes })
  const deliveries = startDeliveries(sql, outgoing, complain)
  const syncs = startSyncs(sql, reading, complain)
  let running = true
  runner.promise.catch(failed).finally(() => {
    running = false
  })
  return {
    health: async () => ({ running, lagSeconds: await readLag(sql) }),
    stop: async () => {
      try {
        await Promise.all([deliveries.stop(), syncs.stop(), running ? runner.stop() : undefined])
      } finally {
        await Promise.all([outgoing.close(), reading.close()])
        await Promise.all([sql.end({ timeout: 2 }), pgPool.end()])
      }
    },
  }
}
