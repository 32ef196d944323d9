import { holderOf } from '@lapel/server/data/lock'
import { loginUrl } from '@lapel/server/database/logins'
import { readEnvironment } from '@lapel/server/env'
import { Refusal } from '@lapel/server/refusal'
import { openSession } from '@lapel/server/session'
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
        if (!env.databaseUrl && !holderOf(env.dataDir)) {
          throw new Refusal('Lapel is not running. Run `npm start` first, or set DATABASE_URL.')
        }
        const { keys, ownerUrl } = await openSession(env, undo)
        const worker = await startWorker(loginUrl(ownerUrl, keys, 'lapel_worker'), (error) => {
          console.error('The worker ended:', error)
          process.exit(1)
        })
        undo.push(worker.stop)
        console.log('The worker runs. Stop it with Ctrl-C.')
        return 'serving'
      }),
    )
}
