import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@lapel/server/freePort'
import { withScratch } from '../../scripts/checks/scratch.ts'
import { type Benchmark, median, round } from './benchmark.ts'

const root = join(import.meta.dirname, '..', '..')
const runs = 3
const longestSeconds = 120

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

/** Starts Lapel as a user does; gives the seconds from the command to the first 200 of /readyz. */
async function startOnce(dataDir: string): Promise<number> {
  const port = await freePort()
  const started = performance.now()
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'start'], {
    cwd: root,
    env: { ...process.env, LAPEL_DATA_DIR: dataDir, LAPEL_PORT: String(port) },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  try {
    await waitUntilReady(`http://127.0.0.1:${port}`, () => child.exitCode !== null)
    return (performance.now() - started) / 1000
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** One cold start and one warm start on the same data directory. */
function coldThenWarm(): Promise<{ cold: number; warm: number }> {
  return withScratch('boot', async (dataDir) => ({ cold: await startOnce(dataDir), warm: await startOnce(dataDir) }))
}

export const boot: Benchmark = {
  name: 'boot',
  question:
    'seconds from `npm start` to /readyz 200, installed and built: new data directory (with demo data) and kept one',
  measure: async () => {
    await coldThenWarm()
    const measured: { cold: number; warm: number }[] = []
    for (let run = 0; run < runs; run += 1) measured.push(await coldThenWarm())
    const row = (start: 'cold' | 'warm') => {
      const seconds = measured.map((one) => one[start])
      return {
        start,
        'median s': round(median(seconds), 2),
        'lowest s': round(Math.min(...seconds), 2),
        'highest s': round(Math.max(...seconds), 2),
      }
    }
    const rows = [row('cold'), row('warm')]
    const [cold, warm] = rows.map((one) => one['median s'])
    return { rows, ratios: { 'cold / warm': round((cold ?? 0) / (warm ?? 0), 2) } }
  },
}
