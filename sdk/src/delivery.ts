import type { Failure, Outcome } from './failure.ts'

/** Waits before each further try, in milliseconds, where the server names none. */
const waits = [1000, 2000, 4000, 8000]
/** What a server asks for beyond this, in milliseconds, is left to the visitor. */
const longestWait = 60_000

/** How long to wait after the try number `tried`, counted from 0; undefined when there is nothing more to do. */
export function nextWait(
  { transient, retryAfter = 0 }: Failure,
  tried: number,
  random = Math.random,
): number | undefined {
  const wait = waits[tried]
  if (!transient || !wait || retryAfter > longestWait) return undefined
  return Math.max(wait, retryAfter) + random() * 0.25 * wait
}

/**
 * Runs `attempt` until it succeeds, is refused for good, or all tries are used up.
 *
 * @param onWait is called before each pause; what it returns, if true, ends the tries
 */
export async function deliver<Value>(
  attempt: () => Promise<Outcome<Value>>,
  onWait?: () => unknown,
): Promise<Outcome<Value>> {
  for (let tried = 0; ; tried++) {
    const outcome = await attempt()
    const wait = outcome.ok ? undefined : nextWait(outcome.failure, tried)
    if (wait === undefined || onWait?.() === true) return outcome
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}
