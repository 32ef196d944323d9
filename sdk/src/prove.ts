import { workMessage } from '@lapel/contract/proof'
import { loadChunk } from './chunks.ts'
import { warn } from './guard.ts'
import type { Placement } from './placement.ts'
import type { Published } from './published.ts'

/** The work that shows a person was there; exported by `extras/work` as `part`. */
export interface Work {
  /** A nonce for which the SHA-256 of `prefix` and nonce starts with so many zero bits. */
  solve(prefix: string, bits: number): Promise<string>
}

/** Begins the work that a config asks for. Without it the submission is quarantined, not lost. */
export function prove(
  { page }: Placement,
  id: string,
  { public_id, config }: Published,
): Promise<string | undefined> | undefined {
  const bits = config.spam?.workBits
  if (!bits) return undefined
  return loadChunk<Work>('extras/work', page.base)
    .then((work) => work.solve(workMessage(public_id, id, ''), bits))
    .catch(warn as () => undefined)
}
