import { leadingZeroBits, workMessage } from '@lapel/contract/proof'
import { expect, test } from 'vitest'
import { part } from './index.ts'
import { sha256 } from './sha256.ts'

const reference = async (text: string) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))

test('hashes like everybody else, at every length around a block', async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 300]) {
    const text = 'ä'.repeat(length)
    expect(sha256(new TextEncoder().encode(text)), String(length)).toEqual(await reference(text))
  }
})

test('finds a nonce that the endpoint takes', async () => {
  const nonce = await part.solve(workMessage('w_1', 'id', ''), 10)
  expect(leadingZeroBits(await reference(workMessage('w_1', 'id', nonce)))).toBeGreaterThanOrEqual(10)
  expect(nonce.length).toBeLessThanOrEqual(64)
})
