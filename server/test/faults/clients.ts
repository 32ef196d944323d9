import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tenant } from '../../../supabase/functions/test/tenants.ts'

const patienceMs = 60_000
const pauseMs = 25

const address = () => `2001:db8::${randomInt(0xffff).toString(16)}:${randomInt(0xffff).toString(16)}`

/** What a client got, or null when the connection failed before an answer was whole. */
export interface Answer {
  status: number
  /** The receipt as it was sent. */
  body: string
  replayed: boolean
  retryAfter: string | null
}

/** Posts a submission from an address of its own. */
export async function post(url: string, { publicId }: Pick<Tenant, 'publicId'>, body: object): Promise<Answer | null> {
  try {
    const answer = await fetch(`${url}/functions/v1/embed/v1/instances/${publicId}/submissions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address() },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    })
    return {
      status: answer.status,
      body: await answer.text(),
      replayed: answer.headers.has('idempotent-replayed'),
      retryAfter: answer.headers.get('retry-after'),
    }
  } catch {
    return null
  }
}

/** A submission that any of the tests' forms takes. */
export const entry = (message = 'hello') => ({
  id: randomUUID() as string,
  revision: 1,
  payload: { email: 'ada@site.example', message },
})

/** Runs `count` clients at once; each does its turn again until it answers false. */
export async function clients(count: number, turn: (client: number) => Promise<boolean>): Promise<void> {
  const one = async (client: number) => {
    while (await turn(client));
  }
  await Promise.all(Array.from({ length: count }, (_, client) => one(client)))
}

/** Clients that go on sending, as the SDK does: the same submission again until it is acknowledged. */
export interface Load {
  /** What was acknowledged: the client's id and the receipt. */
  acknowledged: Map<string, { id: string }>
  /** Answers that no fault excuses. */
  wrong: string[]
  /** Waits for one more acknowledgement of a submission that begins now. */
  served(): Promise<void>
  stop(): Promise<void>
}

/** Starts clients that send a tenant's submissions to these servers in turn. */
export function startLoad(urls: string[], tenant: Tenant, count: number, message?: string): Load {
  const load = { acknowledged: new Map<string, { id: string }>(), wrong: [] as string[] }
  let stopping = false
  const send = async (client: number, keepOn: () => boolean) => {
    const sent = entry(message)
    for (let attempt = client; keepOn(); attempt++) {
      const answer = await post(urls[attempt % urls.length] ?? '', tenant, sent)
      if (answer?.status === 201) return void load.acknowledged.set(sent.id, JSON.parse(answer.body))
      if (answer?.status === 503 && answer.retryAfter === null) load.wrong.push('503 without Retry-After')
      if (answer && answer.status !== 503) return void load.wrong.push(`${answer.status} ${answer.body}`)
      await sleep(pauseMs)
    }
  }
  const running = clients(count, async (client) => {
    await send(client, () => !stopping)
    return !stopping
  })
  return {
    ...load,
    served: () => send(0, () => true),
    stop: async () => {
      stopping = true
      await running
    },
  }
}
