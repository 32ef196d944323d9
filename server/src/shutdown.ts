/** A step that undoes one step of the start. */
type Step = () => void | Promise<void>

/** What has been started, to be stopped in reverse order. */
export interface Undo {
  push(step: Step): void
  /** Runs every step, the last pushed first. A failing step does not keep the others from running. */
  run(): Promise<void>
}

export function createUndo(): Undo {
  const steps: Step[] = []
  let running: Promise<void> | undefined
  const runAll = async () => {
    for (let step = steps.pop(); step; step = steps.pop()) {
      try {
        await step()
      } catch (error) {
        console.error(`stopping: ${error instanceof Error ? error.message : error}`)
      }
    }
  }
  return {
    push: (step) => steps.push(step),
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
}
