import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort, isFree } from './freePort.ts'

test('ports that are asked for at once are different, free, and none that an outgoing connection could take', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, freePort))
  expect(new Set(ports).size).toBe(200)
  expect(Math.max(...ports)).toBeLessThan(32_768)
  expect(await isFree(ports[0] ?? 0)).toBe(true)
})

test('a port that somebody listens on is not free', async () => {
  const port = await freePort()
  const listener = createServer().listen(port, '127.0.0.1')
  await once(listener, 'listening')
  expect(await isFree(port)).toBe(false)
  listener.close()
})
