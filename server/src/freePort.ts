import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/**
 * Below the ports from which systems number outgoing connections. There, any connection could take a port between its
 * choice and its use, or while its server restarts; even one to that very port, which then talks to itself.
 */
const range = { from: 20_000, to: 32_000 }

/**
 * Marks a port as chosen for as long as this process lives, so that nobody else who asks for one at the same time gets
 * it: holds the UDP port of the same number. Gives false when it is held already.
 */
function claim(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const mark = createSocket('udp4').once('error', () => resolve(false))
    mark.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      mark.unref()
      resolve(true)
    })
  })
}

/** A port of 127.0.0.1 that nobody listens on at this moment, and that {@link freePort} gives nobody else meanwhile. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const port = randomInt(range.from, range.to)
    if ((await isFree(port)) && (await claim(port))) return port
  }
  throw new Error(`no free port from ${range.from} to ${range.to}`)
}

/** Whether nobody listens on this port of 127.0.0.1 at this moment. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
