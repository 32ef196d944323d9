import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { startOf } from '../processes.ts'
import { codeOf, Refusal } from '../refusal.ts'

const schema = z.object({ pid: z.int(), started: z.string().nullable(), url: z.string() })

/** The process that runs on a data directory. */
export type Holder = z.infer<typeof schema>

const lockFile = (dataDir: string) => join(dataDir, 'lapel.lock')

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function livingHolder(text: string): Holder | null {
  try {
    const holder = schema.parse(JSON.parse(text))
    const started = startOf(holder.pid)
    return started !== null && started === holder.started ? holder : null
  } catch {
    return null
  }
}

/** The living process that holds a data directory, or null. */
export function holderOf(dataDir: string): Holder | null {
  const text = readText(lockFile(dataDir))
  return text === null ? null : livingHolder(text)
}

/** Creates the lock with its text in one step, so that nobody reads half of it. Gives false when it exists. */
function createWhole(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}.new`
  writeFileSync(draft, text)
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft)
  }
}

/** Moves a dead process's lock away, unless somebody else has just replaced it. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  if (readText(aside) === text) rmSync(aside)
  else renameSync(aside, path)
}

/**
 * Takes a data directory for this process. Throws a {@link Refusal} naming the process that holds it.
 *
 * @param url where this process will answer
 * @returns releases the directory
 */
export function takeLock(dataDir: string, url: string): () => void {
  const path = lockFile(dataDir)
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid), url } satisfies Holder)
  for (let attempt = 0; attempt < 20; attempt++) {
    if (createWhole(path, mine)) {
      return () => {
        if (readText(path) === mine) rmSync(path)
      }
    }
    const text = readText(path)
    const holder = text === null ? null : livingHolder(text)
    if (holder) {
      throw new Refusal(
        `Lapel already runs on ${dataDir} (process ${holder.pid}, ${holder.url}). ` +
          'Stop it first, or set LAPEL_DATA_DIR to another folder.',
      )
    }
    if (text !== null) removeStale(path, text)
  }
  throw new Refusal(`The lock ${path} cannot be taken. Remove the file if no Lapel is running, and try again.`)
}
