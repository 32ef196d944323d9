/** Undoes one step of the start. */
type Step = () => unknown

/** Seconds that a step may take before the next one begins without it. */
const patienceSeconds = 15

/** What has been started, to be stopped in reverse order. */
export interface Undo {
  /**
   * @param what is stopped, as the complaint names it that is printed when it fails or does not end
   * @param seconds how long it may take
   */
  push(what: string, step: Step, seconds?: number): void
  /** Runs every step, the last pushed first. A step that fails or does not end does not keep the others from running. */
  run(): Promise<void>
}

/** Runs one step; throws when it has not ended in time. */
async function within(seconds: number, step: Step): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const complaint = `it has not ended within ${seconds} seconds, and the rest is stopped without it`
    timer = setTimeout(() => reject(new Error(complaint)), seconds * 1000)
  })
  try {
    await Promise.race([step(), late])
  } finally {
    clearTimeout(timer)
  }
}

export function createUndo(): Undo {
  const steps: { what: string; step: Step; seconds: number }[] = []
  let running: Promise<void> | undefined
  const runAll = async () => {
    for (let next = steps.pop(); next; next = steps.pop()) {
      try {
        await within(next.seconds, next.step)
      } catch (error) {
        console.error(`stopping ${next.what}: ${error instanceof Error ? error.message : error}`)
      }
    }
  }
  return {
    push: (what, step, seconds = patienceSeconds) => steps.push({ what, step, seconds }),
    run: () => {
      running ??= runAll()
      return running
    },
  }
}

/**
 * Calls `stop` once when this process is asked to end: Ctrl-C, TERM, a closed terminal, or the death of the launcher that
 * holds the other end of the IPC channel.
 */
export function onEnd(stop: (reason: string) => void): void {
  let asked = false
  const once = (reason: string) => {
    if (asked) return
    asked = true
    stop(reason)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => once(signal))
  if (process.channel) process.on('disconnect', () => once('the launcher ended'))
  // It ended before anybody listened.
  else if (process.connected === false) queueMicrotask(() => once('the launcher ended'))
}
