import { styleText } from 'node:util'
import { readKeys } from '@lapel/server/data/keys'
import { holderOf } from '@lapel/server/data/lock'
import type { Finding } from '@lapel/server/doctor/check'
import { runDoctor } from '@lapel/server/doctor/doctor'
import { readEnvironment } from '@lapel/server/env'
import { freePort } from '@lapel/server/freePort'
import { openSession } from '@lapel/server/session'
import { startInstallation } from '@lapel/server/start'
import { Command } from 'commander'
import { runAction } from '../action.ts'

function describe({ name, ok, detail, advice }: Finding): string {
  const mark = ok ? styleText('green', '✓') : styleText('red', '✗')
  return `${mark} ${name}: ${detail}${advice ? `\n    ${advice}` : ''}`
}

/** `lapel doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Check an installation and submit one real payload end to end. Starts it for the check if it is not running.',
    )
    .option('--json', 'print JSON')
    .action(({ json }: { json?: true }) =>
      runAction(async (undo) => {
        const env = readEnvironment(process.env)
        const tell = json ? () => undefined : (line: string) => console.log(line)
        if (readKeys(env.dataDir) && !holderOf(env.dataDir)) {
          tell('Lapel is not running: starting it for the check ...')
          await startInstallation({ ...env, port: await freePort() }, undo, tell)
        }
        const findings = await runDoctor(env, await openSession(env, undo), (finding) => tell(describe(finding)))
        const ok = findings.every((finding) => finding.ok)
        if (json) console.log(JSON.stringify({ ok, findings }, null, 2))
        else tell(ok ? '\nEverything is well.' : '\nSomething is not well: do what stands below each ✗.')
        return ok ? 0 : 1
      }),
    )
}
