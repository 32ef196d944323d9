import type { Sql } from 'postgres'
import type { Outgoing } from '../../outgoing/client.ts'
import { type SteadyWork, startSteadyWork } from '../steadyWork.ts'
import { runSync } from './runSync.ts'
import type { Job } from './source.ts'

/** Runs under way at once in one process: each may hold an answer of 8 MiB. */
const mostAtOnce = 4

async function claim(sql: Sql, room: number): Promise<Job[]> {
  const jobs: Job[] = []
  while (jobs.length < room) {
    const [job] = await sql<Job[]>`
      select id, connection_id, attempts, cursor, pages from private.claim_sync_job() where id is not null`
    if (!job) break
    jobs.push(job)
  }
  return jobs
}

/**
 * Fetches the numbers of connected stores until it is stopped.
 *
 * @param sql a pool of the login lapel_worker: the credentials are opened with the key that its connections bring
 * @param outgoing a client that reads answers of up to `mostBytes`
 * @param complain is told what an operator should know
 */
export const startSyncs = (sql: Sql, outgoing: Outgoing, complain: (sentence: string) => void): SteadyWork =>
  startSteadyWork(
    {
      name: 'sync runs',
      mostAtOnce,
      claim: (room) => claim(sql, room),
      carryOut: (job, signal) => runSync(sql, outgoing, job, signal),
    },
    complain,
  )
