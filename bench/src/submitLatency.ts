import { Agent, request } from 'node:http'
import { type Benchmark, median, round } from './benchmark.ts'
import { withHost } from './host.ts'
import { submissionBody } from './submissionBody.ts'

const turns = 20
const perTurn = 50

/** Milliseconds from the first byte sent to the last byte read. */
function roundTrip(agent: Agent, url: string): Promise<number> {
  const body = submissionBody()
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 201) reject(new Error(`${url} answered ${response.statusCode}.`))
      response.resume().on('end', () => resolve(performance.now() - start))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function take(agent: Agent, url: string, count: number): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index += 1) times.push(await roundTrip(agent, url))
  return times
}

const percentile = (values: number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN

const summarise = (name: string, times: number[]) => ({
  case: name,
  'p50 ms': round(median(times), 3),
  'p99 ms': round(percentile(times, 0.99), 3),
})

export const submitLatency: Benchmark = {
  name: 'submit-latency',
  question: 'one visitor at a time: a submission over HTTP, against one bare row over the same connection',
  measure: () =>
    withHost(async ({ url, publicId }) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const ours = `${url}/functions/v1/embed/v1/instances/${publicId}/submissions`
      const bare = `${url}/bench/insert`
      const times: Record<string, number[]> = { submission: [], 'bare INSERT': [] }
      for (const route of [ours, bare]) await take(agent, route, 4 * perTurn)
      for (let turn = 0; turn < turns; turn += 1) {
        times.submission?.push(...(await take(agent, ours, perTurn)))
        times['bare INSERT']?.push(...(await take(agent, bare, perTurn)))
      }
      agent.destroy()
      const rows = Object.entries(times).map(([name, taken]) => summarise(name, taken))
      const [oursP50 = 0, bareP50 = 0] = rows.map((row) => row['p50 ms'])
      return { rows, ratios: { 'submission / bare INSERT, p50 of one visitor': round(oursP50 / bareP50, 3) } }
    }),
}
