import autocannon, { type Options, type Request, type Result } from 'autocannon'
import type { Contender } from './compare.ts'

/** What one burst of requests showed. */
export interface Burst {
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
}

const longest = { duration: 20, maxOverallRequests: 200_000 }

async function fire(options: Options): Promise<Result> {
  const result = await autocannon(options)
  const wrong = result.errors + result.timeouts + result.non2xx
  if (wrong > 0) throw new Error(`${wrong} of ${result.requests.total} requests to ${options.url} failed.`)
  return result
}

/** Sends requests until the seconds are over, at most 200,000. Every answer must be a success. Without bodies it is GET. */
export async function burst(contender: Contender, connections: number, seconds: number): Promise<Burst> {
  const { url, makePath, makeBody } = contender
  const setupRequest = (request: Request): Request => ({
    ...request,
    ...(makePath ? { path: makePath() } : {}),
    ...(makeBody ? { body: makeBody() } : {}),
  })
  const result = await fire({
    ...longest,
    url,
    connections,
    duration: Math.min(seconds, longest.duration),
    timeout: 10,
    method: makeBody ? 'POST' : 'GET',
    headers: makeBody ? { 'content-type': 'application/json' } : {},
    requests: [{ setupRequest }],
  })
  const { total } = result.requests
  return { requestsPerSecond: total / result.duration, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}
