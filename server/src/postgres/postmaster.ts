import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf, isAlive, waitForEnd } from '../processes.ts'
import { codeOf, Refusal } from '../refusal.ts'
import type { Account } from './account.ts'

/** Seconds given to a fast shutdown, and then to an immediate one, from which the next start recovers. */
const stopSeconds = 20
const startSeconds = 60

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  max_connections: '100',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/** A running Postgres server. */
export interface Postmaster {
  port: number
  /** Fulfilled when the process has ended, whoever ended it. */
  ended: Promise<void>
  /** Disconnects everyone and ends the server cleanly. */
  stop(): Promise<void>
}

/** What Postgres writes about itself into its data folder while it runs. */
export function readPidFile(data: string): { pid: number; port: number; ready: boolean } | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

async function end(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    if (await waitForEnd(pid, stopSeconds)) return
  }
  throw new Refusal(`Postgres (process ${pid}) does not stop. End it by hand and try again.`)
}

/**
 * Stops the Postgres that a killed Lapel left behind on this cluster. Gives the port that it had.
 *
 * What a dead one left stays: the next Postgres reads there which shared memory must be free before it may begin.
 */
export async function stopOrphan(data: string): Promise<number | null> {
  const left = readPidFile(data)
  if (!left) return null
  const command = commandOf(left.pid)
  if (command?.includes('postgres') && command.includes(data)) await end(left.pid)
  // The id now belongs to something else, for which Postgres would wait in vain.
  else if (command !== null) rmSync(join(data, 'postmaster.pid'), { force: true })
  return left.port
}

async function waitUntilReady(data: string, child: ChildProcess, log: string) {
  for (let waited = 0; waited < startSeconds * 1000; waited += 15) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const lastLines = readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' ')
      throw new Refusal(`Postgres did not start: ${lastLines} (see ${log})`)
    }
    const file = readPidFile(data)
    if (file?.pid === child.pid && file?.ready) return
    await sleep(15)
  }
  throw new Refusal(`Postgres was not ready after ${startSeconds} seconds. See ${log}.`)
}

/**
 * Starts Postgres on a cluster, on 127.0.0.1.
 *
 * @param log file that takes what Postgres writes
 */
export async function startPostmaster(
  binaries: string,
  data: string,
  account: Account,
  log: string,
  port: number,
): Promise<Postmaster> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const output = openSync(log, 'a', 0o600)
  // Its own session: Ctrl-C in the terminal must reach Lapel alone, which drains before it stops the database.
  const child = spawn(join(binaries, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, LC_ALL: 'C' },
  })
  closeSync(output)
  child.on('error', () => undefined)
  const { pid } = child
  const ended = once(child, 'exit').then(() => undefined)
  if (pid === undefined)
    throw new Refusal(`Postgres could not be run from ${binaries}. Check the rights on that folder.`)
  try {
    await waitUntilReady(data, child, log)
  } catch (error) {
    await end(pid)
    throw error
  }
  return { port, ended, stop: () => end(pid) }
}
