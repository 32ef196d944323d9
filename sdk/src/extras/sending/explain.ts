import type { Failure } from '../../failure.ts'
import type { Strings } from '../../strings.ts'

function findReason({ code, retryAfter }: Failure, strings: Strings): string {
  if (code === 'STALE_REVISION') return strings.changed
  if (code === 'NETWORK') return strings.offline
  if (retryAfter) return strings.busy
  return code === 'PLAN_LIMIT_REACHED' || code === 'INSTANCE_NOT_FOUND' ? strings.closed : strings.failed
}

/** Why answers were not taken, and that they are still there. */
export const explain = (failure: Failure, strings: Strings, isPostponed: boolean): string =>
  isPostponed && failure.code === 'NETWORK' ? strings.postponed : `${findReason(failure, strings)} ${strings.kept}`
