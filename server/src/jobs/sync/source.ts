import type { Sql } from 'postgres'
import { forGood } from './failure.ts'
import type { Measurement, Terms } from './measure.ts'

/** A run that a worker has, as `private.claim_sync_job` gives it. */
export interface Job {
  id: string
  connection_id: string
  /** Tells this worker from those that had the run before. */
  attempts: number
  /** Where to go on; null is the beginning. */
  cursor: string | null
  /** How many pages are stored. */
  pages: number
}

/** What a run fetches from, and with what. */
export interface Source extends Terms {
  adapter: 'generic_json' | 'csv_url' | 'shopify_orders'
  config: unknown
  credential: string | null
  /** Since when rows may have changed, as the last whole run has left it; null is from the beginning. */
  resumeFrom: string | null
}

/** What is stored in one transaction. */
export interface Page {
  measurements: Measurement[]
  /** Where to go on; null is the end. */
  next: string | null
  /** At the end: where the next run begins. */
  resumeFrom?: string
}

interface Row extends Terms {
  adapter: Source['adapter']
  config: unknown
  needs_credential: boolean
  credential: string | null
  resume_from: string | null
}

/** Reads what a run needs, its credential included, in one statement: they belong together. Throws when the credential is gone. */
export async function readSource(sql: Sql, { connection_id: id }: Job): Promise<Source> {
  const [row] = await sql<Row[]>`select * from private.sync_source(${id})`
  if (!row) throw forGood('The connection is gone.')
  const { adapter, config, currency, units, credential, resume_from: resumeFrom } = row
  if (row.needs_credential && credential === null) throw forGood('The credential is gone. Set a new one.')
  if (credential !== null && !/^[\x20-\x7e]+$/.test(credential))
    throw forGood('The credential has characters that no header takes. Set a new one.')
  return { adapter, config, currency, units, credential, resumeFrom }
}
