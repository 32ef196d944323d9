import { Logger, run, runMigrations, type TaskList } from 'graphile-worker'
import postgres, { type Sql } from 'postgres'

/** Every job is one SQL function without arguments; it says how many rows it made or removed. */
const jobs = {
  apply_retention: '15 3 * * *',
  delete_closed_organizations: '45 3 * * *',
  detach_old_partitions: '0 4 * * *',
  expire_limit_overrides: '*/5 * * * *',
  maintain_partitions: '0 * * * *',
  prune_drafts: '20 * * * *',
  prune_rate_windows: '*/5 * * * *',
  prune_submission_keys: '30 3 * * *',
  reconcile_all_usage: '40 * * * *',
  refresh_rollups: '*/15 * * * *',
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

const crontab = Object.entries(jobs)
  .map(([name, schedule]) => `${schedule} ${name} ?jobKey=${name}&max=3`)
  .join('\n')

/** Only what an operator must act on. */
const logger = new Logger(() => (level, message) => {
  if (level === 'error' || level === 'warning') console.error(`worker: ${message}`)
})

/**
 * Installs the job queue on a new database. The login may not create schemas, and the queue's first step asks for that
 * right even though the schema exists: it gets the right for this step alone.
 */
export async function ensureJobQueue(sql: Sql, workerUrl: string): Promise<void> {
  const [queue] = await sql<
    { exists: boolean }[]
  >`select to_regclass('graphile_worker.migrations') is not null as exists`
  if (queue?.exists) return
  const [database] = await sql<{ name: string }[]>`select quote_ident(current_database()) as name`
  await sql.unsafe(`grant create on database ${database?.name} to lapel_worker`)
  try {
    await runMigrations({ connectionString: workerUrl, logger })
  } finally {
    await sql.unsafe(`revoke create on database ${database?.name} from lapel_worker`)
  }
}

async function readLag(sql: Sql): Promise<number> {
  const [row] = await sql<{ lag: number }[]>`
    select coalesce(extract(epoch from now() - min(run_at)), 0)::float8 as lag
    from graphile_worker.jobs where locked_at is null and attempts < max_attempts and run_at < now()`
  return Math.round(row?.lag ?? 0)
}

/**
 * Starts a worker on a prepared database.
 *
 * @param workerUrl connection string of the login lapel_worker
 * @param failed is told when the worker ends by itself
 */
export async function startWorker(workerUrl: string, failed: (error: unknown) => void): Promise<Worker> {
  const shared = { connectionString: workerUrl, logger, maxPoolSize: 4 }
  const runner = await run({ ...shared, concurrency: 2, noHandleSignals: true, taskList: tasks, crontab })
  const sql = postgres(workerUrl, { max: 1, onnotice: () => undefined })
  let running = true
  runner.promise.catch(failed).finally(() => {
    running = false
  })
  return {
    health: async () => ({ running, lagSeconds: await readLag(sql) }),
    stop: async () => {
      if (running) await runner.stop()
      await sql.end({ timeout: 2 })
    },
  }
}
