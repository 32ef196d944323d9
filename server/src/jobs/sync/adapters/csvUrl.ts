import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { csvConfig, readConfig } from '../config.ts'
import { readPosition, writePosition } from '../cursor.ts'
import { forGood, SyncFailure } from '../failure.ts'
import { credentialHeader, type Fetch } from '../fetchPage.ts'
import { type Measurement, measure, measureAll, requireMetrics } from '../measure.ts'
import type { Page, Source } from '../source.ts'

type Config = ReturnType<typeof readConfig<typeof csvConfig>>

/** Rows that are stored at once. */
const perPage = 1000
const chunkBytes = 65_536

function* chunksOf(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.byteLength; at += chunkBytes) yield body.subarray(at, at + chunkBytes)
}

/** The lines of a file, the first of which names the columns. */
async function* recordsOf(body: Buffer, delimiter: string): AsyncGenerator<string[]> {
  const parser = parse({ bom: true, delimiter, skip_empty_lines: true, max_record_size: chunkBytes })
  try {
    yield* Readable.from(chunksOf(body)).pipe(parser) as AsyncIterable<string[]>
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw forGood(`The file is no CSV: line ${error.lines}, ${error.code}.`)
  }
}

/** Where each column is. Throws when one that the mapping names is missing. */
function columnsOf(header: readonly string[], { id, recorded_at, currency, metrics }: Config): Map<string, number> {
  const columns = new Map(header.map((name, index) => [name.trim(), index]))
  for (const name of [id, recorded_at, currency, ...Object.values(metrics)]) {
    if (typeof name === 'string' && !columns.has(name)) throw forGood(`The file has no column ${name}.`)
  }
  return columns
}

/** Cuts a file into pages of measurements, each with the number of the row behind it; leaves out what comes before a row. */
async function* pagesOf(body: Buffer, config: Config, source: Source, from: number) {
  let columns: Map<string, number> | undefined
  let rows: string[][] = []
  let seen = 0
  const take = (map: Map<string, number>): Measurement[] =>
    measureAll(rows, (row) => measure((place) => row[map.get(place) ?? -1], config, source), seen - rows.length)
  for await (const record of recordsOf(body, config.delimiter)) {
    if (columns === undefined) {
      columns = columnsOf(record, config)
      continue
    }
    // A full page goes out only when a row follows it: the last one is marked as such.
    if (rows.length === perPage) {
      yield { measurements: take(columns), row: seen, last: false }
      rows = []
    }
    seen += 1
    if (seen > from) rows.push(record)
  }
  if (columns === undefined) throw new SyncFailure('The file is empty.')
  yield { measurements: take(columns), row: seen, last: true }
}

/** Pages of a CSV file. It is fetched whole; a run that goes on in another file than it began begins again. */
export async function* csvUrl(source: Source, cursor: string | null, fetch: Fetch): AsyncGenerator<Page> {
  const config = readConfig(csvConfig, source.config)
  requireMetrics(config, source)
  const url = URL.parse(config.url)
  if (url === null) throw forGood('The config is not valid: config.url is no address.')
  const { body } = await fetch(url, { accept: 'text/csv', ...credentialHeader(source, config.auth) })
  const file = createHash('sha256').update(body).digest('hex')
  const position = readPosition(cursor)
  const from = position?.began === file ? Number(position.at) : 0
  for await (const { measurements, row, last } of pagesOf(body, config, source, from)) {
    yield { measurements, next: last ? null : writePosition({ at: String(row), began: file }) }
  }
}
