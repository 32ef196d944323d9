import type { Sql } from 'postgres'

/** One line of the log: what went wrong with a request, never what the visitor sent. */
export interface LogEntry {
  level: 'error'
  event: string
  request_id: string
  [detail: string]: string | number | null
}

/** Everything the handlers need from the outside; each host brings its own. */
export interface Ports {
  sql: Sql
  /** The time in milliseconds since 1970. */
  now(): number
  /** The visitor's address, or null where it is not known. */
  clientIp(request: Request): string | null
  log(entry: LogEntry): void
}
