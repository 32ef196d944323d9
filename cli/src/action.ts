import { Refusal } from '@lapel/server/refusal'
import { createUndo, onEnd, type Undo } from '@lapel/server/shutdown'

const interrupted = 130

/**
 * Runs what a command does. A {@link Refusal} becomes its sentence on stderr and its exit code; whatever was started is
 * stopped again, also when the user interrupts.
 *
 * @param work gives the exit code, or `serving` when it goes on until it is stopped
 */
export async function runAction(work: (undo: Undo) => Promise<number | 'serving'>): Promise<void> {
  const undo = createUndo()
  let serving = false
  let ending = false
  onEnd(async () => {
    ending = true
    await undo.run()
    process.exit(serving ? 0 : interrupted)
  })
  try {
    const result = await work(undo)
    serving = result === 'serving'
    if (result === 'serving') return
    await undo.run()
    process.exit(result)
  } catch (error) {
    // What fails because everything is being stopped is no failure: the exit is on its way.
    if (ending) return
    await undo.run()
    console.error(error instanceof Refusal ? error.message : error)
    process.exit(error instanceof Refusal ? error.exitCode : 1)
  }
}
