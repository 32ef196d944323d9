import { connectServer } from '@lapel/server/database/connect'
import { readEnvironment } from '@lapel/server/env'
import { readInfo } from '@lapel/server/info'
import { openSession } from '@lapel/server/session'
import { Command } from 'commander'
import { runAction } from '../action.ts'
import { describeInstallation } from '../banner.ts'

/** `lapel info` */
export function infoCommand(): Command {
  return new Command('info')
    .description('Tell the addresses, keys, demo accounts and instances of an installation.')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: true }) =>
      runAction(async (undo) => {
        const env = readEnvironment(process.env)
        const { keys, ownerUrl, url, running } = await openSession(env, undo)
        const sql = connectServer(ownerUrl, keys, 1)
        undo.push('the connection', () => sql.end({ timeout: 2 }))
        const info = await readInfo(sql, url, env.supabase?.publishableKey ?? keys.publishableKey)
        console.log(json ? JSON.stringify(info, null, 2) : describeInstallation(info))
        if (!json && !running) console.log('\n  It is not running: npm start starts it.')
        return 0
      }),
    )
}
