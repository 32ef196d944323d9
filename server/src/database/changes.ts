import { randomBytes } from 'node:crypto'
import type { Sql } from 'postgres'

/** More often than a silent connection is closed. */
const pulseMs = 2500

/**
 * Tells of every instance that changes. The server sends itself a notice every few seconds: a connection that no longer
 * hears falls silent, is closed and opened anew.
 *
 * @returns ends the notices to itself
 */
export async function listenToChanges(sql: Sql, heard: (publicId: string) => void): Promise<() => void> {
  await sql.listen('lapel_instance', heard)
  const pulse = `lapel_pulse_${randomBytes(8).toString('hex')}`
  await sql.listen(pulse, () => undefined)
  const timer = setInterval(() => sql.notify(pulse, '').catch(() => undefined), pulseMs)
  return () => clearInterval(timer)
}
