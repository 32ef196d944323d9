import type { Sql } from 'postgres'
import type { BillingProviders } from './billing/provider.ts'

/** One line of the log: what went wrong with a request, never what the visitor sent. */
export interface LogEntry {
  level: 'error'
  event: string
  /** Null for what is not about one request. */
  request_id: string | null
  [detail: string]: string | number | null
}

/** What keeps the files that visitors send. */
export interface Storage {
  /** Where the bytes of an announced upload go. `secret` opens it once and is stored as a hash. */
  presign(upload: { id: string; secret: string; type: string; bytes: number }): Promise<{
    url: string
    method: 'PUT'
    headers: Record<string, string>
  }>
  /** The bytes that came for an upload, null while there are none. Absent where they are looked at as they come. */
  open?(id: string): Promise<ReadableStream<Uint8Array> | null>
  /** Deletes files; those that are gone already are none's concern. */
  remove?(ids: readonly string[]): Promise<void>
  /** Where a file is saved from, for some seconds and under a name. */
  signDownload?(id: string, saveAs: string, seconds: number): Promise<string>
}

/** Who asks about a captcha, and where its puzzle may have been solved. */
export interface CaptchaContext {
  ip: string | null
  /** A UUID: asked again with the same one, a token that was used by the first question is not used up. */
  idempotencyKey: string
  /** Of the instance; empty allows every site. */
  allowedOrigins: readonly string[]
}

/** A service that tells people from machines. */
export interface Captcha {
  /** Whether a token proves a person; `unavailable` when nobody can say. Never throws. */
  verify(token: string, context: CaptchaContext): Promise<boolean | 'unavailable'>
}

/** A signed-in user, and the request by which they act. */
export interface Actor {
  userId: string
  requestId: string
  /** Null where it is not known. */
  ip: string | null
}

/** Everything the handlers need from the outside; each host brings its own. */
export interface Ports {
  sql: Sql
  /** For batches of submissions, one connection each: what a connection has prepared stays warm where nothing else uses it. */
  lanes: readonly Sql[]
  /** The time in milliseconds since 1970. */
  now(): number
  /** The visitor's address, or null where it is not known. */
  clientIp(request: Request): string | null
  /** Id of the user whose access token this Authorization header carries; null where it does not hold. */
  authenticate(authorization: string): Promise<string | null>
  /** Where the endpoints are reached from outside, like https://host/functions/v1. */
  publicUrl: string
  /** Null where nothing keeps files. */
  storage: Storage | null
  log(entry: LogEntry): void
  /** Absent where the operator has set none up. */
  captcha?: Captcha | undefined
  /** Absent where staff alone do the billing. */
  billing?: BillingProviders
}
