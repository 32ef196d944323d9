/** At most so often. */
const restMs = 60_000

/** Asks once there is nothing else to do, and again whenever the reader comes back to this tab. Answers how to stop. */
export function askOnReturn(ask: () => unknown): () => void {
  let askedAt = Number.NEGATIVE_INFINITY
  const askAgain = () => {
    if (document.visibilityState !== 'visible' || performance.now() - askedAt < restMs) return
    askedAt = performance.now()
    ask()
  }
  // Safari has no idle callback.
  const later = setTimeout(askAgain, 3000)
  document.addEventListener('visibilitychange', askAgain)
  return () => {
    clearTimeout(later)
    document.removeEventListener('visibilitychange', askAgain)
  }
}
