import { readEnvironment } from '@lapel/server/env'
import { startInstallation } from '@lapel/server/start'
import { Command } from 'commander'
import { runAction } from '../action.ts'
import { readyBanner } from '../banner.ts'

/** `lapel start` */
export function startCommand(): Command {
  return new Command('start')
    .description('Start everything on this machine: database, API, endpoints, worker, console, SDK and examples.')
    .action(() =>
      runAction(async (undo) => {
        const info = await startInstallation(readEnvironment(process.env), undo, console.log)
        console.log(readyBanner(info))
        return 'serving'
      }),
    )
}
