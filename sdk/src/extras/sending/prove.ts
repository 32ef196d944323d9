import { workMessage } from '@lapel/contract/proof'
import { warn } from '../../kit.ts'
import type { Session } from '../../session.ts'

/** The work that shows a person was there; exported by `extras/work` as `part`. */
export interface Work {
  /** A nonce for which the SHA-256 of `prefix` and nonce starts with so many zero bits. */
  solve(prefix: string, bits: number): Promise<string>
}

/** Begins the work that a config asks for, once. Without it the submission is quarantined, not lost. */
export function begin({ ticket, state, ports }: Session): void {
  const { public_id = '', config } = state.config ?? {}
  const bits = config?.spam?.workBits
  if (!ticket || !bits) return
  ticket.nonce ??= ports
    .load<Work>('extras/work')
    .then((work) => work.solve(workMessage(public_id, ticket.id, ''), bits))
    .catch(warn as () => undefined)
}
