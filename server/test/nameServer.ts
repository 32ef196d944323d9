import { Resolver } from 'node:dns/promises'
import type { AddressInfo } from 'node:net'
import dns2 from 'dns2'

/** What a name server says of one type of record: the records, that it fails, or nothing at all. */
type Record = string[] | 'SERVFAIL' | 'silence'

/** Records by type and name, such as `A example.com`; what is missing does not exist. May be changed while it serves. */
export type Zone = Map<string, Record>

/** A real name server on this machine. */
export interface NameServer {
  zone: Zone
  /** Every question that was asked, as in the keys of {@link Zone}. */
  asked: string[]
  resolver: Resolver
  stop(): Promise<void>
}

const { Packet } = dns2
const types = { A: Packet.TYPE.A, AAAA: Packet.TYPE.AAAA, CNAME: Packet.TYPE.CNAME, TXT: Packet.TYPE.TXT } as const
type TypeName = keyof typeof types

const dataOf = (type: TypeName, value: string) =>
  type === 'TXT' ? { data: value } : type === 'CNAME' ? { domain: value } : { address: value }

/** Starts the name server, and a resolver that asks nobody else. */
export async function startNameServer(records: { [question: string]: Record } = {}): Promise<NameServer> {
  const zone: Zone = new Map(Object.entries(records))
  const asked: string[] = []
  const server = dns2.createServer({
    udp: true,
    handle: (request, send) => {
      const response = Packet.createResponseFromRequest(request)
      const question = request.questions[0]
      const type = (Object.keys(types) as TypeName[]).find((name) => types[name] === question?.type)
      const found = type && question && zone.get(`${type} ${question.name.toLowerCase()}`)
      asked.push(`${type} ${question?.name}`)
      if (found === 'silence') return
      const known = [...zone.keys()].some((key) => key.endsWith(` ${question?.name.toLowerCase()}`))
      if (found === 'SERVFAIL') response.header.rcode = Packet.RCODE.SERVFAIL
      else if (!known) response.header.rcode = Packet.RCODE.NXDOMAIN
      else if (type && question) {
        for (const value of found ?? []) {
          const answer = {
            name: question.name,
            type: types[type],
            class: Packet.CLASS.IN,
            ttl: 0,
            ...dataOf(type, value),
          }
          response.answers.push(answer as never)
        }
      }
      send(response)
    },
  })
  await server.listen({ udp: { port: 0, address: '127.0.0.1' } })
  const { port } = server.addresses().udp as AddressInfo
  const resolver = new Resolver({ timeout: 300, tries: 1 })
  resolver.setServers([`127.0.0.1:${port}`])
  return { zone, asked, resolver, stop: async () => server.close() }
}
