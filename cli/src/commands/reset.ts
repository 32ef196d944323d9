import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline/promises'
import { readEnvironment } from '@lapel/server/env'
import { Refusal } from '@lapel/server/refusal'
import { resetInstallation } from '@lapel/server/reset'
import { Command } from 'commander'
import { runAction } from '../action.ts'

async function confirm(dataDir: string): Promise<boolean> {
  if (!stdin.isTTY) throw new Refusal('Say --yes to delete the database without being asked.', 2)
  const terminal = createInterface({ input: stdin, output: stdout })
  try {
    const answer = await terminal.question(`Delete the database and the keys in ${dataDir}? Type yes to go on: `)
    return answer.trim().toLowerCase() === 'yes'
  } finally {
    terminal.close()
  }
}

/** `lapel reset` */
export function resetCommand(): Command {
  return new Command('reset')
    .description('Delete the embedded database and the keys; the next start begins afresh.')
    .option('--yes', 'do not ask')
    .action(({ yes }: { yes?: true }) =>
      runAction(async () => {
        const env = readEnvironment(process.env)
        if (!yes && !(await confirm(env.dataDir))) {
          console.log('Nothing was deleted.')
          return 1
        }
        const deleted = await resetInstallation(env)
        console.log(deleted ? 'Deleted. Start afresh with: npm start' : 'There was nothing to delete.')
        return 0
      }),
    )
}
