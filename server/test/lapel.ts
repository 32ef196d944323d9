import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { freePort } from '../src/freePort.ts'
import { root } from '../src/paths.ts'

export const isRoot = process.getuid?.() === 0

/** A user without rights, for tests that run as root; any other user already is one. */
export const ordinaryUser = isRoot ? { uid: 65534, gid: 65534 } : {}

/** Where and as whom a `lapel` runs. */
export interface Place {
  port: number
  dataDir: string
  user: { uid?: number; gid?: number }
  env?: Record<string, string>
  /** Takes what is to be done once the place is no longer needed. */
  onFinished(step: () => Promise<void>): void
}

/** A place of its own, removed after the test, or when `onFinished` does what it was given. */
export async function newPlace(
  user: Place['user'] = {},
  onFinished: Place['onFinished'] = onTestFinished,
): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'lapel-process-'))
  chmodSync(folder, 0o755)
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? user.uid)
  onFinished(() => rm(folder, { recursive: true, force: true }))
  return { port: await freePort(), dataDir: join(folder, 'data'), user, onFinished }
}

/** A `lapel` process and what it has written. */
export interface Running {
  child: ChildProcess
  output(): string
  /** Its exit code, once it has ended. */
  ended: Promise<number | null>
}

/** Runs a script of the repository as npm does. It is stopped at the end if it still runs. */
export function run(place: Place, script: string, ...args: string[]): Running {
  let output = ''
  const child = spawn(process.execPath, [join(root, script), ...args], {
    ...place.user,
    cwd: root,
    env: {
      PATH: process.env.PATH,
      LAPEL_PORT: String(place.port),
      LAPEL_DATA_DIR: place.dataDir,
      LAPEL_SEED: 'none',
      ...place.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  place.onFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  })
  return { child, output: () => output, ended }
}

/** Starts an installation, or one more server of one, and waits until it serves. */
export async function startLapel(
  place: Place,
  script = 'cli/bin/lapel.mjs',
  command: 'start' | 'serve' = 'start',
): Promise<Running> {
  const running = run(place, script, command)
  for (;;) {
    const answer = await fetch(`http://localhost:${place.port}/readyz`).catch(() => null)
    if (answer?.status === 200) return running
    if (running.child.exitCode !== null || running.child.signalCode !== null)
      throw new Error(`it ended:\n${running.output()}`)
    await sleep(50)
  }
}

/** Ids of the Postgres servers that run on this place's cluster. */
export function postgresOf({ dataDir }: Place): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const file = `/proc/${pid}/cmdline`
      const [command, flag, folder] = existsSync(file) ? readFileSync(file, 'utf8').split('\0') : []
      return command?.endsWith('/postgres') && flag === '-D' && folder?.startsWith(dataDir)
    })
    .map(Number)
}

/** Waits until nothing of an installation is left: no process on its cluster, no lock. */
export async function waitUntilGone(place: Place): Promise<void> {
  while (postgresOf(place).length > 0 || existsSync(join(place.dataDir, 'lapel.lock'))) await sleep(50)
}
