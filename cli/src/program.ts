import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@lapel/server/paths'
import { Command } from 'commander'
import { devCommand } from './commands/dev.ts'
import { doctorCommand } from './commands/doctor.ts'
import { infoCommand } from './commands/info.ts'
import { limitsCommand } from './commands/limits.ts'
import { maintenanceCommand } from './commands/maintenance.ts'
import { resetCommand } from './commands/reset.ts'
import { serveCommand } from './commands/serve.ts'
import { startCommand } from './commands/start.ts'
import { tenantsCommand } from './commands/tenants.ts'
import { usersCommand } from './commands/users.ts'
import { workerCommand } from './commands/worker.ts'

const environment = `
Environment:
  LAPEL_PORT             port to answer on (54321)
  LAPEL_HOST             address to listen on (127.0.0.1: this machine only)
  LAPEL_DATA_DIR         folder for the database and the keys (.lapel)
  LAPEL_SEED             demo or none (demo)
  LAPEL_TRUSTED_PROXIES  proxies in front that append to X-Forwarded-For (0)
  LAPEL_OUTGOING         where webhooks and look-ups may go: public, or anywhere for development (public)
  LAPEL_DOMAIN_TARGET    host name that custom domains have to lead to (none: their token is enough)
  DATABASE_URL           a Postgres to use instead of the embedded one
  SUPABASE_URL           a Supabase to use instead of the embedded API, with SUPABASE_PUBLISHABLE_KEY

Exit codes: 0 done, 1 failed, 2 wrong use.`

/** Adds a command so that it and the commands below it end as the program does. */
function adopt(parent: Command, child: Command): void {
  parent.addCommand(child.copyInheritedSettings(parent))
  for (const grandchild of child.commands) grandchild.copyInheritedSettings(child)
}

/** The command `lapel` with all its commands. */
export function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const program = new Command('lapel')
    .description('Run and look after an installation of Lapel.')
    .version(version)
    .addHelpText('after', environment)
    .exitOverride()
  const running = [startCommand, serveCommand, devCommand, workerCommand, infoCommand, doctorCommand, resetCommand]
  const operating = [tenantsCommand, usersCommand, maintenanceCommand, limitsCommand]
  for (const create of [...running, ...operating]) adopt(program, create())
  return program
}
