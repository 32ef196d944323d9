import { readEnvironment } from '@lapel/server/env'
import { joinInstallation } from '@lapel/server/join'
import { Command } from 'commander'
import { runAction } from '../action.ts'

/** `lapel serve` */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Run one more server on the database of an installation, without jobs. Any number may run.')
    .action(() =>
      runAction(async (undo) => {
        const { url } = await joinInstallation(readEnvironment(process.env), undo, console.log)
        console.log(`Serving on ${url}. Stop it with Ctrl-C.`)
        return 'serving'
      }),
    )
}
