import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@lapel/server/freePort'
import { root } from './command.ts'

const longestSeconds = 180

/** An installation that was started as users start it. */
export interface Launched {
  url: string
  /** From the command to the first 200 of /readyz. */
  seconds: number
  stop(): Promise<void>
}

async function waitUntilReady(url: string, ended: () => boolean): Promise<void> {
  for (const started = performance.now(); performance.now() - started < longestSeconds * 1000; await sleep(20)) {
    if (ended()) throw new Error('Lapel ended before it was ready.')
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
  }
  throw new Error(`Lapel was not ready after ${longestSeconds} seconds.`)
}

/** Starts Lapel on a free port, by the script behind `npm start`, and waits until it serves. */
export async function launch(dataDir: string): Promise<Launched> {
  const url = `http://localhost:${await freePort()}`
  const started = performance.now()
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'start'], {
    cwd: root,
    env: { ...process.env, LAPEL_DATA_DIR: dataDir, LAPEL_PORT: new URL(url).port },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  try {
    await waitUntilReady(url, () => child.exitCode !== null)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, seconds: (performance.now() - started) / 1000, stop }
}
