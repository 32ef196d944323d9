import { leadingZeroBits } from '@lapel/contract/proof'
import type { Work } from '../sending/prove.ts'
import { sha256 } from './sha256.ts'

/** Milliseconds of work between two pauses, short enough for no frame to be missed. */
const slice = 8

const pause = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve()
    port2.postMessage(null)
  })

async function solve(prefix: string, bits: number): Promise<string> {
  const encoder = new TextEncoder()
  for (let attempt = 0, until = performance.now() + slice; ; attempt++) {
    const nonce = attempt.toString(36)
    if (leadingZeroBits(sha256(encoder.encode(prefix + nonce))) >= bits) return nonce
    if (attempt % 64 || performance.now() < until) continue
    await pause()
    until = performance.now() + slice
  }
}

export const part: Work = { solve }
