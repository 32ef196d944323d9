import { readEnvironment } from '@lapel/server/env'
import { Refusal } from '@lapel/server/refusal'
import { createUndo, onEnd } from '@lapel/server/shutdown'
import { startInstallation } from '@lapel/server/start'
import { Command } from 'commander'

async function start(): Promise<void> {
  const undo = createUndo()
  onEnd(async () => {
    await undo.run()
    process.exit(0)
  })
  try {
    const { url } = await startInstallation(readEnvironment(process.env), undo)
    console.log(`Lapel is ready: ${url}`)
  } catch (error) {
    await undo.run()
    if (!(error instanceof Refusal)) throw error
    console.error(error.message)
    process.exit(error.exitCode)
  }
}

/** `lapel start` */
export function startCommand(): Command {
  return new Command('start').description('Start everything on this machine.').action(start)
}
