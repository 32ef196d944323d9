import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import { asFailure, OutgoingFailure } from './failure.ts'
import { publicLookup, requirePublic } from './lookup.ts'

/** Where requests may go: the public internet, or `anywhere` for development and tests. It is https in any case. */
export type Reach = 'public' | 'anywhere'

/** A request to an address that a tenant has given. */
export interface OutgoingRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string
  /** Gives the request up. */
  signal?: AbortSignal
}

/** What came back. A redirect is an answer like any other: it is not followed. */
export interface Answer {
  status: number
  headers: Dispatcher.ResponseData['headers']
  /** As much of it as is read. */
  body: Buffer
  /** Whether there was more. */
  cut: boolean
}

/** The one way to addresses that tenants give. */
export interface Outgoing {
  /** Throws an {@link OutgoingFailure} when there is no answer, or what the signal was aborted with. */
  send(request: OutgoingRequest): Promise<Answer>
  /** Cuts off what is under way. */
  close(): Promise<void>
}

interface Settings {
  reach: Reach
  /** Asked for host names; the machine's name servers by default. */
  resolver?: Resolver
  /** For everything, from the name to the last byte. */
  milliseconds?: number
  /** How much of an answer is read. */
  bytes?: number
}

const ports = new Set(['', '8443'])

function check(text: string, reach: Reach): URL {
  const url = URL.parse(text)
  if (url?.protocol !== 'https:') throw new OutgoingFailure('The address is not https.')
  if (url.username || url.password) throw new OutgoingFailure('The address names a user.')
  if (reach === 'anywhere') return url
  if (!ports.has(url.port)) throw new OutgoingFailure('The port is neither 443 nor 8443.')
  // The connection looks up names only.
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal)) requirePublic(literal)
  return url
}

async function read(body: AsyncIterable<Buffer>, most: number): Promise<Pick<Answer, 'body' | 'cut'>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    chunks.push(chunk)
    // Leaving the loop ends the connection.
    if (bytes > most) break
  }
  return { body: Buffer.concat(chunks).subarray(0, most), cut: bytes > most }
}

/** Opens the client. Nothing that it is sent to learns more of this machine than its address. */
export function createOutgoing(settings: Settings): Outgoing {
  const { reach, milliseconds = 15_000, bytes = 65_536 } = settings
  const resolver = settings.resolver ?? new Resolver({ timeout: 3000, tries: 2 })
  const agent = new Agent({
    allowH2: false,
    maxHeaderSize: 16_384,
    connect: reach === 'public' ? { lookup: publicLookup(resolver) } : {},
  })

  async function ask({ method, url, headers, body }: OutgoingRequest, signal: AbortSignal): Promise<Answer> {
    const answer = await request(check(url, reach), {
      dispatcher: agent,
      method,
      headers: { 'user-agent': 'Lapel', ...headers },
      body: body ?? null,
      signal,
    })
    return { status: answer.statusCode, headers: answer.headers, ...(await read(answer.body, bytes)) }
  }

  return {
    send: async (outgoing) => {
      const late = AbortSignal.timeout(milliseconds)
      const { signal = late } = outgoing
      try {
        return await ask(outgoing, AbortSignal.any([late, signal]))
      } catch (error) {
        if (late.aborted) throw new OutgoingFailure(`There was no whole answer within ${milliseconds / 1000} seconds.`)
        signal.throwIfAborted()
        throw asFailure(error)
      }
    },
    close: () => agent.destroy(),
  }
}
