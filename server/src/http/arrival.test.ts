import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Patience, serverLimits, watchArrival } from './arrival.ts'

const limits: Patience = { headers: 5000, body: 400, file: { total: 2500, span: 400, bytes: 100 } }
const address = `/uploads/${crypto.randomUUID()}?token=${'a'.repeat(64)}`
const file = `PUT ${address}`
let server: Server

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function listen(): Promise<number> {
  server = createServer(serverLimits(limits), async (request, response) => {
    let bytes = 0
    try {
      for await (const chunk of request) bytes += chunk.length
      response.end(`got ${bytes}`)
    } catch {
      response.destroy()
    }
  })
  watchArrival(server, limits, 20)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Sends pieces of what it announces, one every 50 ms, and gives what the server said until the connection ended. */
async function send(head: string, piece: string, announced: number, times = announced): Promise<string> {
  const socket = connect(await listen(), '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.on('error', () => undefined)
  const start = `${head} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${piece.length * announced}\r\n\r\n`
  await once(socket, 'connect')
  socket.write(start)
  let sent = 0
  const timer = setInterval(() => {
    if (sent++ < times) socket.write(piece)
  }, 50)
  await once(socket, 'close')
  clearInterval(timer)
  return answer
}

test('a file takes as long as it needs while it goes on arriving', async () => {
  expect(await send(file, 'x'.repeat(200), 24)).toMatch(/^HTTP\/1.1 200 [\s\S]*got 4800$/)
})

test('the same body to any other route, or by another method, is too slow', async () => {
  for (const head of ['POST /functions/v1/x', `PUT /elsewhere${address}`, `POST ${address}`, 'PUT /uploads/1']) {
    const answer = await send(head, 'x'.repeat(200), 24)
    expect([head, answer]).toEqual([head, expect.stringMatching(/^HTTP\/1.1 408 [\s\S]*took too long to arrive/)])
    server.close()
  }
})

test('a file that comes drop by drop, or stops, is given up', async () => {
  expect(await send(file, 'x', 100)).toMatch(/^HTTP\/1.1 408 /)
  server.close()
  expect(await send(file, 'x'.repeat(200), 24, 4)).toMatch(/^HTTP\/1.1 408 /)
})

test('so is one that goes on for longer than any may', async () => {
  expect(await send(file, 'x'.repeat(200), 10_000)).toMatch(/^HTTP\/1.1 408 /)
})
