import { join, resolve } from 'node:path'
import { execa } from 'execa'
import type { Tally } from './suite.ts'

/** The repository's folder. */
export const root = join(import.meta.dirname, '..', '..')

// A log is read without a terminal: every dot with its colour would drown what failed.
const colors: Record<string, string> = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }

/** How a command ended and everything it wrote. */
export interface Ended {
  ok: boolean
  output: string
}

/** Where a command runs and who hears of what it writes. */
interface Options {
  /** Relative to the repository, or anywhere; the commands of the packages there are found first. */
  folder?: string
  env?: Record<string, string>
  onLine?: (line: string) => void
}

/** Runs a command to its end; it ends with this process at the latest. */
export async function runCommand(command: string, args: string[], options: Options = {}): Promise<Ended> {
  const child = execa(command, args, {
    cwd: resolve(root, options.folder ?? '.'),
    env: { ...colors, ...options.env },
    preferLocal: true,
    stdin: 'ignore',
    all: true,
    reject: false,
  })
  child.all.setEncoding('utf8')
  child.all.on('data', (chunk: string) => options.onLine?.(chunk.trimEnd().split('\n').at(-1) ?? ''))
  const { failed, all, shortMessage } = await child
  return { ok: !failed, output: failed ? `${all}\n${shortMessage}` : all }
}

/** A command as one check: it passes when the command succeeds. */
export async function commandCheck(command: string, args: string[], options: Options = {}): Promise<Tally> {
  const { ok, output } = await runCommand(command, args, options)
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, output }
}
