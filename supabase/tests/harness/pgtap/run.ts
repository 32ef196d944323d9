import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import postgres, { type Row } from 'postgres'
import { cloneDatabase } from '../clone.ts'
import { cloneWithPgTap, searchPath } from './install.ts'
import { readTap, sumTallies, type Tally } from './report.ts'

const folder = join(import.meta.dirname, '..', '..')

/** The pgTAP files, in order. */
export function listStories(): string[] {
  return readdirSync(folder)
    .filter((file) => /^\d{3}_.+\.sql$/.test(file))
    .sort()
    .map((file) => join(folder, file))
}

/** What ended a file: the error, and where, by line or by the last result before it. */
function describeDeath(error: unknown, text: string, lines: readonly string[]): string {
  if (!(error instanceof postgres.PostgresError)) return String(error)
  const { code, message, detail, where, position } = error
  const line = position ? `line ${text.slice(0, Number(position)).split('\n').length}` : null
  const after = `after: ${lines.at(-1) ?? '(nothing)'}`
  return [`${code} ${message}`, line, detail, where, after].filter(Boolean).join('\n  ')
}

/** Runs one file in a database of its own. */
async function runStory(file: string, template: string): Promise<Tally> {
  const clone = await cloneDatabase(template)
  const sql = postgres(clone.url, {
    max: 1,
    onnotice: () => undefined,
    connection: { search_path: searchPath, statement_timeout: 60_000 },
  })
  const text = readFileSync(file, 'utf8')
  const lines: string[] = []
  // Row by row, so that what was printed before an error is not lost with it.
  const keep = (row: Row) => void lines.push(...Object.values(row).map(String))
  try {
    const death = await sql
      .unsafe(text)
      .simple()
      .forEach(keep)
      .then(
        () => null,
        (error: unknown) => describeDeath(error, text, lines),
      )
    return readTap(basename(file), lines, death)
  } finally {
    await sql.end({ timeout: 5 })
    await clone.drop()
  }
}

/**
 * Runs pgTAP files, all of them unless some are named, each in its own copy of the migrated database.
 *
 * @param onFile hears about every file as it ends
 */
export async function runPgTap(
  files = listStories(),
  onFile: (file: string, tally: Tally) => void = () => undefined,
): Promise<Tally> {
  const base = await cloneWithPgTap()
  const tallies: Tally[] = []
  try {
    for (const file of files) {
      const tally = await runStory(file, base.name)
      tallies.push(tally)
      onFile(basename(file), tally)
    }
  } finally {
    await base.drop()
  }
  return sumTallies(tallies)
}
