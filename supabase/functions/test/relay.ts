import { connect, createServer, type Server, type Socket } from 'node:net'
import { freePort } from '../../../server/src/freePort.ts'

/** A way to the database that a test can cut, hold up, or make silent. */
export interface Relay {
  url: string
  cut(): Promise<void>
  restore(): Promise<void>
  /** From now on nothing moves, on connections yet to come either. */
  stall(): void
  /** Everything flows again, but for what was silenced. */
  resume(): void
  /** The connections whose client has sent this, or all there are, never move again; new ones do. Says how many. */
  silence(sent?: string): number
}

interface Link {
  ends: [inside: Socket, outside: Socket]
  sent: string
  silent: boolean
}

const remembered = 4000

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function hold({ ends: [inside, outside] }: Link): void {
  for (const [from, to] of [
    [inside, outside],
    [outside, inside],
  ] as const) {
    from.unpipe(to)
    from.pause()
  }
}

function release({ ends: [inside, outside], silent }: Link): void {
  if (!silent) inside.pipe(outside).pipe(inside)
}

function open(inside: Socket, port: number, hostname: string): Link {
  const link: Link = { ends: [inside, connect(port, hostname)], sent: '', silent: false }
  for (const socket of link.ends) socket.on('error', () => undefined)
  inside.on('data', (chunk: Buffer) => {
    link.sent = (link.sent + chunk.toString('latin1')).slice(-remembered)
  })
  release(link)
  return link
}

/** Starts a TCP relay in front of the database that `databaseUrl` names. */
export async function startRelay(databaseUrl: string): Promise<Relay> {
  const { hostname, port } = new URL(databaseUrl)
  const links = new Set<Link>()
  let stalled = false
  const server = createServer((inside) => {
    const link = open(inside, Number(port), hostname)
    links.add(link)
    inside.once('close', () => {
      links.delete(link)
      link.ends[1].destroy()
    })
    if (stalled) hold(link)
  })
  // Nobody else may get the port while it is cut.
  const own = await listen(server, await freePort())
  const url = new URL(databaseUrl)
  url.port = String(own)
  return {
    url: url.href,
    cut: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const { ends } of links) for (const socket of ends) socket.destroy()
      await closed
    },
    restore: async () => void (await listen(server, own)),
    stall: () => {
      stalled = true
      for (const link of links) hold(link)
    },
    resume: () => {
      stalled = false
      for (const link of links) release(link)
    },
    silence: (sent = '') => {
      const chosen = [...links].filter((link) => !link.silent && link.sent.includes(sent))
      for (const link of chosen) {
        link.silent = true
        hold(link)
      }
      return chosen.length
    },
  }
}
