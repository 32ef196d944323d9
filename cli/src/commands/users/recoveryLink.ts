import { loginUrl } from '@lapel/server/database/logins'
import { readEnvironment } from '@lapel/server/env'
import { Refusal } from '@lapel/server/refusal'
import { openSession } from '@lapel/server/session'
import { makeRecoveryLink } from '@lapel/server/supabase'
import { Command } from 'commander'
import { runAction } from '../../action.ts'

/** `lapel users recovery-link` */
export function recoveryLinkCommand(): Command {
  return new Command('recovery-link')
    .description('Make a link with which somebody chooses a new password: once, within an hour.')
    .argument('<email>', 'address of the account')
    .option('--json', 'print JSON')
    .action((email: string, { json }: { json?: true }) =>
      runAction(async (undo) => {
        const env = readEnvironment(process.env)
        if (env.supabase)
          throw new Refusal('Accounts are kept by the Supabase of SUPABASE_URL: its dashboard sends links.')
        const { keys, ownerUrl, url } = await openSession(env, undo)
        const link = await makeRecoveryLink(loginUrl(ownerUrl, keys, 'lapel_api'), keys, url, email)
        if (!link) throw new Refusal('No account has this address.')
        console.log(json ? JSON.stringify({ link }) : link)
        return 0
      }),
    )
}
