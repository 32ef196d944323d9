import { join } from 'node:path'
import { execa } from 'execa'
import type { Tally } from './suite.ts'

/** The repository's folder. */
export const root = join(import.meta.dirname, '..', '..')

const colors: Record<string, string> = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }

/** How a command ended and everything it wrote. */
export interface Ended {
  ok: boolean
  output: string
}

/** Runs a command in the repository to its end; the ones it left running are ended with this process. */
export async function runCommand(
  command: string,
  args: string[],
  env: Record<string, string> = {},
  onLine: (line: string) => void = () => undefined,
): Promise<Ended> {
  const child = execa(command, args, {
    cwd: root,
    env: { ...colors, ...env },
    preferLocal: true,
    localDir: root,
    stdin: 'ignore',
    all: true,
    reject: false,
  })
  child.all.setEncoding('utf8')
  child.all.on('data', (chunk: string) => onLine(chunk.trimEnd().split('\n').at(-1) ?? ''))
  const { failed, all, shortMessage } = await child
  return { ok: !failed, output: failed ? `${all}\n${shortMessage}` : all }
}

/** A command as one check: it passes when the command succeeds. */
export async function commandCheck(command: string, args: string[], env?: Record<string, string>): Promise<Tally> {
  const { ok, output } = await runCommand(command, args, env)
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, output }
}
