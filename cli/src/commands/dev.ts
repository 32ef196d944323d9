import { startDevelopment } from '@lapel/server/dev/dev'
import { readEnvironment } from '@lapel/server/env'
import { Command } from 'commander'
import { runAction } from '../action.ts'
import { readyBanner } from '../banner.ts'

/** `lapel dev` */
export function devCommand(): Command {
  return new Command('dev')
    .description('Start everything for development: the console reloads, the SDK and the server follow their sources.')
    .action(() =>
      runAction(async (undo) => {
        let greeted = false
        await startDevelopment(readEnvironment(process.env), undo, console.log, (info) => {
          console.log(greeted ? 'The server is ready again.' : readyBanner(info))
          greeted = true
        })
        return 'serving'
      }),
    )
}
