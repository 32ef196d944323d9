import { z } from 'zod'
import type { Answer } from '../../outgoing/client.ts'
import { forGood, SyncFailure } from './failure.ts'

/** Where a run stands in its source. */
export interface Position {
  /** The source's cursor, or the address of a page. */
  at: string
  /** When the run began, by the source's clock. */
  began: string
}

const mostCharacters = 4000
const overlapMs = 5 * 60_000

/** A position as the run keeps it. */
export function writePosition({ at, began }: Position): string {
  const text = JSON.stringify([at, began])
  if (text.length > mostCharacters) throw forGood('The cursor that the source gave is too long.')
  return text
}

const written = z.tuple([z.string(), z.string()])

/** Reads a position that was written; what is none begins again, and stores nothing twice. */
export function readPosition(cursor: string | null): Position | null {
  if (cursor === null) return null
  try {
    const [at, began] = written.parse(JSON.parse(cursor))
    return { at, began }
  } catch {
    return null
  }
}

/** When a run began: what the source's clock said with its first page, or ours. */
export function beganAt({ headers }: Answer): string {
  const told = Date.parse(String(headers.date ?? ''))
  return new Date(Number.isNaN(told) ? Date.now() : told).toISOString()
}

/**
 * Since when the next run asks: a little before this one began, so that what changed meanwhile, or was told late, is not
 * missed. What comes twice is stored once.
 */
export const nextSince = (began: string): string => new Date(Date.parse(began) - overlapMs).toISOString()

/** The address of the next page. Throws when it leads to anybody else: the credential goes there. */
export function sameOrigin(next: string, present: URL): URL {
  const url = URL.parse(next, present.href)
  if (url === null) throw new SyncFailure('The address of the next page is none.')
  if (url.origin !== present.origin) throw forGood('The next page is at another host, which gets no credential.')
  return url
}
