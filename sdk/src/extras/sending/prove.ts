import { workMessage } from '@lapel/contract/proof'
import { warn } from '../../kit.ts'
import { randomId } from '../../randomId.ts'
import type { Session } from '../../session.ts'
import type { Ticket } from './seal.ts'

/** The work that shows a person was there; exported by `extras/work` as `part`. */
export interface Work {
  /** A nonce for which the SHA-256 of `prefix` and nonce starts with so many zero bits. */
  solve(prefix: string, bits: number): Promise<string>
}

/**
 * Gives the answers an id, and begins the work that the config asks for, both once. Without the work the submission is
 * quarantined, not lost.
 */
export function begin(session: Session): Ticket {
  const { state, ports, resumed } = session
  session.ticket ??= { id: resumed ?? randomId() }
  session.resumed = undefined
  const { ticket } = session
  const { public_id = '', config } = state.config ?? {}
  const bits = config?.spam?.workBits
  if (bits)
    ticket.nonce ??= ports
      .load<Work>('extras/work')
      .then((work) => work.solve(workMessage(public_id, ticket.id, ''), bits))
      .catch(warn as () => undefined)
  return ticket
}
