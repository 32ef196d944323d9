import type { Failure } from '../../failure.ts'
import type { State } from '../../state.ts'
import type { Strings } from '../../strings.ts'

function findReason({ code, retryAfter }: Failure, strings: Strings): string {
  if (code === 'STALE_REVISION') return strings.changed
  if (code === 'NETWORK') return strings.offline
  if (retryAfter) return strings.busy
  return code === 'PLAN_LIMIT_REACHED' || code === 'INSTANCE_NOT_FOUND' ? strings.closed : strings.failed
}

/** What became of the last attempt to send: that it takes longer, or why it failed and that the answers are still there. */
export function explain({ phase, failure, waiting, postponed }: State, strings: Strings): string {
  if (!failure) return phase === 'sending' && waiting ? strings.waiting : ''
  return postponed && failure.code === 'NETWORK' ? strings.postponed : `${findReason(failure, strings)} ${strings.kept}`
}
