import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { generate } from 'selfsigned'

/** A certificate of its own authority, for this machine. */
export interface Certificate {
  /** PEM: what a client has to trust. */
  cert: string
  key: string
}

/** Makes a certificate for an address of this machine. */
export async function makeCertificate(ip = '127.0.0.1'): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: randomUUID() }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [{ type: 7, ip }],
      },
    ],
  })
  return { cert, key }
}

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** A real server on a free port of this machine. */
export interface Receiver {
  url: string
  port: number
  /** How many connections were made to it. */
  connections(): number
  stop(): Promise<void>
}

async function listen(server: Server, protocol: 'http' | 'https', host: string): Promise<Receiver> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${protocol}://${host}:${port}`,
    port,
    connections: () => connections,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Answers over TLS, or without it when there is no certificate. */
export const startReceiver = (certificate: Certificate | null, handler: Handler): Promise<Receiver> =>
  certificate
    ? listen(createTlsServer(certificate, handler), 'https', '127.0.0.1')
    : listen(createServer(handler), 'http', '127.0.0.1')

/** The whole body of a request, as text. */
export async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
