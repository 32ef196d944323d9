import { type Measurement, median, type Row, round } from './benchmark.ts'
import { type Burst, burst } from './load.ts'

const connectionCounts = [1, 32, 128]
const rounds = 3
const secondsPerBurst = 3

/** One of the things compared: a route and what is sent to it. */
export interface Contender {
  name: string
  url: string
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
    for (const [index, { url, makeBody }] of contenders.entries()) {
      bursts[index]?.push(await burst(url, connections, secondsPerBurst, makeBody))
    }
  }
  return contenders.map(({ name }, index) => summarise(name, connections, bursts[index] ?? []))
}

/**
 * Loads two routes of one process by turns, so that whatever the machine does meanwhile meets both, and compares the
 * medians. The first burst of each is not counted.
 */
export async function compare(ours: Contender, floor: Contender): Promise<Measurement> {
  for (const { url, makeBody } of [ours, floor]) await burst(url, 8, 1, makeBody)
  const measurement: Measurement = { rows: [], ratios: {} }
  for (const connections of connectionCounts) {
    const rows = await race([ours, floor], connections)
    const [oursRate, floorRate] = rows.map((row) => Number(row['requests/s']))
    measurement.rows.push(...rows)
    measurement.ratios[`${ours.name} / ${floor.name}, requests/s at ${connections}`] = round(
      (oursRate ?? 0) / (floorRate ?? 0),
      3,
    )
  }
  return measurement
}
