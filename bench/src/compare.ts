import { type Measurement, median, type Row, round } from './benchmark.ts'
import { type Burst, burst } from './load.ts'

const rounds = 3
const secondsPerBurst = 3

/** One of the things compared: a route and what is sent to it. */
export interface Contender {
  name: string
  url: string
  /** Gives the path of each request, where they differ. */
  makePath?: () => string
  makeBody?: () => string
}

function summarise(name: string, connections: number, bursts: Burst[]): Row {
  const figure = (key: keyof Burst, decimals: number) => round(median(bursts.map((one) => one[key])), decimals)
  return {
    case: name,
    connections,
    'requests/s': figure('requestsPerSecond', 0),
    'p50 ms': figure('p50Ms', 1),
    'p99 ms': figure('p99Ms', 1),
  }
}

async function race(contenders: Contender[], connections: number): Promise<Row[]> {
  const bursts = contenders.map((): Burst[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      bursts[index]?.push(await burst(contender, connections, secondsPerBurst))
    }
  }
  return contenders.map(({ name }, index) => summarise(name, connections, bursts[index] ?? []))
}

/**
 * Loads routes of one process by turns, so that whatever the machine does meanwhile meets all of them, and compares the
 * medians of the first with those of each other. The first burst of each is not counted.
 */
export async function compare(
  ours: Contender,
  others: Contender[],
  connectionCounts: number[] = [1, 32, 128],
): Promise<Measurement> {
  for (const contender of [ours, ...others]) await burst(contender, 8, 1)
  const measurement: Measurement = { rows: [], ratios: {} }
  for (const connections of connectionCounts) {
    const rows = await race([ours, ...others], connections)
    const [oursRate = 0, ...rates] = rows.map((row) => Number(row['requests/s']))
    measurement.rows.push(...rows)
    for (const [index, { name }] of others.entries()) {
      const question = `${ours.name} / ${name}, requests/s at ${connections}`
      measurement.ratios[question] = round(oursRate / (rates[index] ?? 0), 3)
    }
  }
  return measurement
}
