import { loginUrl } from '@lapel/server/database/logins'
import { readEnvironment } from '@lapel/server/env'
import { workerSettings } from '@lapel/server/serve'
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
        const failed = (error: unknown) => {
          console.error('The worker ended:', error)
          process.exit(1)
        }
        const workerUrl = loginUrl(ownerUrl, keys, 'lapel_worker')
        const worker = await startWorker({ ...workerSettings(env), workerUrl }, failed)
        undo.push('the worker', worker.stop)
        console.log('The worker runs. Stop it with Ctrl-C.')
        return 'serving'
      }),
    )
}
