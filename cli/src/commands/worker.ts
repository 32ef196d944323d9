import { loginUrl } from '@lapel/server/database/logins'
import { readEnvironment } from '@lapel/server/env'
import { joinSession } from '@lapel/server/session'
import { startWorker } from '@lapel/server/worker'
import { Command } from 'commander'
import { runAction } from '../action.ts'

/** `lapel worker` */
export function workerCommand(): Command {
  return new Command('worker')
    .description('Run one more job worker on the database of an installation. `lapel start` already runs one.')
    .action(() =>
      runAction(async (undo) => {
        const env = readEnvironment(process.env)
        const { keys, ownerUrl } = await joinSession(env, undo)
        const worker = await startWorker(loginUrl(ownerUrl, keys, 'lapel_worker'), env.dataDir, (error) => {
          console.error('The worker ended:', error)
          process.exit(1)
        })
        undo.push('the worker', worker.stop)
        console.log('The worker runs. Stop it with Ctrl-C.')
        return 'serving'
      }),
    )
}
