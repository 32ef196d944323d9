import { launch } from '../../scripts/checks/launch.ts'
import { withScratch } from '../../scripts/checks/scratch.ts'
import { type Benchmark, median, type Row, round } from './benchmark.ts'

const runs = 3

async function startOnce(dataDir: string): Promise<number> {
  const { seconds, stop } = await launch(dataDir)
  await stop()
  return seconds
}

/** One start on a new data directory and one on the same again. */
function coldThenWarm(): Promise<{ cold: number; warm: number }> {
  return withScratch('boot', async (dataDir) => ({ cold: await startOnce(dataDir), warm: await startOnce(dataDir) }))
}

function summarise(start: string, seconds: number[]): Row {
  return {
    start,
    'median s': round(median(seconds), 2),
    'lowest s': round(Math.min(...seconds), 2),
    'highest s': round(Math.max(...seconds), 2),
  }
}

export const boot: Benchmark = {
  name: 'boot',
  question:
    'seconds from the command behind `npm start` to /readyz 200, installed and built: cold makes the database and its ' +
    'demo data, warm finds them',
  measure: async () => {
    // Not counted: it also builds what has changed.
    await coldThenWarm()
    const measured: { cold: number; warm: number }[] = []
    for (let run = 0; run < runs; run += 1) measured.push(await coldThenWarm())
    const cold = measured.map((one) => one.cold)
    const warm = measured.map((one) => one.warm)
    return {
      rows: [summarise('cold', cold), summarise('warm', warm)],
      ratios: { 'cold / warm': round(median(cold) / median(warm), 2) },
    }
  },
}
