import { jsonConfig, readConfig } from '../config.ts'
import { beganAt, nextSince, readPosition, sameOrigin, writePosition } from '../cursor.ts'
import { forGood, SyncFailure } from '../failure.ts'
import { credentialHeader, type Fetch, parseJson } from '../fetchPage.ts'
import { measure, measureAll, requireMetrics } from '../measure.ts'
import { follow } from '../pointer.ts'
import type { Page, Source } from '../source.ts'

type Config = ReturnType<typeof readConfig<typeof jsonConfig>>

function addressOf(config: Config, { resumeFrom }: Source, at: string | null): URL {
  const url = new URL(config.url)
  if (at !== null && config.cursor_parameter === undefined) return sameOrigin(at, url)
  if (config.since_parameter !== undefined && resumeFrom !== null)
    url.searchParams.set(config.since_parameter, resumeFrom)
  if (at !== null && config.cursor_parameter !== undefined) url.searchParams.set(config.cursor_parameter, at)
  return url
}

/** The cursor in an answer; null where pages end. */
function nextIn(document: unknown, config: Config, present: URL): string | null {
  const next = config.next === undefined ? null : follow(document, config.next)
  if (next === undefined || next === null || next === '' || next === false) return null
  if (typeof next !== 'string' && typeof next !== 'number') throw new SyncFailure(`${config.next} is no cursor.`)
  return config.cursor_parameter === undefined ? sameOrigin(String(next), present).href : String(next)
}

function rowsIn(document: unknown, { rows }: Config): unknown[] {
  const found = rows === undefined ? document : follow(document, rows)
  if (!Array.isArray(found)) throw new SyncFailure(`${rows ?? 'The answer'} is no array.`)
  return found
}

/** Pages of an API that answers in JSON. */
export async function* genericJson(source: Source, cursor: string | null, fetch: Fetch): AsyncGenerator<Page> {
  const config = readConfig(jsonConfig, source.config)
  requireMetrics(config, source)
  if (URL.parse(config.url) === null) throw forGood('The config is not valid: config.url is no address.')
  const headers = { accept: 'application/json', ...credentialHeader(source, config.auth) }
  let position = readPosition(cursor)
  do {
    const url = addressOf(config, source, position?.at ?? null)
    const answer = await fetch(url, headers)
    const document = parseJson(answer)
    const began: string = position?.began ?? beganAt(answer)
    const at = nextIn(document, config, url)
    const measurements = measureAll(rowsIn(document, config), (row) =>
      measure((place) => follow(row, place), config, source),
    )
    position = at === null ? null : { at, began }
    yield {
      measurements,
      next: position && writePosition(position),
      ...(config.since_parameter !== undefined && { resumeFrom: nextSince(began) }),
    }
  } while (position !== null)
}
