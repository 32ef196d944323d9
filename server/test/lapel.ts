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

/** Longer than a start, or an end, takes on the slowest machine: who waits longer waits in vain, and says for what. */
const longestMs = 120_000

/** How `expect.poll` waits for what comes back by itself: how fast is measured elsewhere. */
export const patience = { timeout: longestMs, interval: 20 }

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
    const timer = setTimeout(() => child.kill('SIGKILL'), longestMs)
    await ended
    clearTimeout(timer)
  })
  return { child, output: () => output, ended }
}

/** What `/readyz` answers: null when nobody answers in time. */
export const readiness = ({ port }: { port: number | string }): Promise<number | null> =>
  fetch(`http://localhost:${port}/readyz`, { signal: AbortSignal.timeout(5000) }).then(
    async (answer) => {
      await answer.body?.cancel()
      return answer.status
    },
    () => null,
  )

/** Starts an installation, or one more server of one, and waits until it serves. */
export async function startLapel(
  place: Place,
  script = 'cli/bin/lapel.mjs',
  command: 'start' | 'serve' = 'start',
): Promise<Running> {
  const running = run(place, script, command)
  const until = performance.now() + longestMs
  while ((await readiness(place)) !== 200) {
    const { exitCode, signalCode } = running.child
    if (exitCode !== null || signalCode !== null) throw new Error(`it ended:\n${running.output()}`)
    if (performance.now() > until) throw new Error(`it does not serve:\n${running.output()}`)
    await sleep(50)
  }
  return running
}

function argumentsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    // It has ended since it was listed.
    return []
  }
}

/** Ids of the Postgres servers that run on this place's cluster. */
export function postgresOf({ dataDir }: Place): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const [command, flag, folder] = argumentsOf(pid)
      return command?.endsWith('/postgres') && flag === '-D' && folder?.startsWith(dataDir)
    })
    .map(Number)
}

/** Waits until nothing of an installation is left: no process on its cluster, no lock. */
export async function waitUntilGone(place: Place, { output }: Running): Promise<void> {
  const lock = join(place.dataDir, 'lapel.lock')
  const until = performance.now() + longestMs
  while (postgresOf(place).length > 0 || existsSync(lock)) {
    const left = `Postgres ${postgresOf(place)}, lock ${existsSync(lock) && readFileSync(lock, 'utf8')}`
    if (performance.now() > until) throw new Error(`it is not gone (${left}):\n${output()}`)
    await sleep(50)
  }
}
