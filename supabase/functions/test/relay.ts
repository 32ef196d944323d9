import { connect, createServer, type Server, type Socket } from 'node:net'

/** A way to the database that a test can cut. */
export interface Relay {
  url: string
  cut(): Promise<void>
  restore(): Promise<void>
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Starts a TCP relay in front of the database that `databaseUrl` names. */
export async function startRelay(databaseUrl: string): Promise<Relay> {
  const { hostname, port } = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const server = createServer((inside) => {
    const outside = connect(Number(port), hostname)
    for (const socket of [inside, outside]) sockets.add(socket.on('error', () => undefined))
    inside.pipe(outside).pipe(inside)
  })
  const own = await listen(server, 0)
  const url = new URL(databaseUrl)
  url.port = String(own)
  return {
    url: url.href,
    cut: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      sockets.clear()
      await closed
    },
    restore: async () => void (await listen(server, own)),
  }
}
