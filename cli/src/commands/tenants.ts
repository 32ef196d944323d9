import { Command } from 'commander'
import { createCommand } from './tenants/create.ts'
import { dropFormerCommand } from './tenants/dropFormer.ts'
import { listCommand } from './tenants/list.ts'
import { refreshCoreTablesCommand } from './tenants/refreshCoreTables.ts'
import { verifyCommand } from './tenants/verify.ts'

/** `lapel tenants` */
export function tenantsCommand(): Command {
  return new Command('tenants')
    .description("Look after the tenants' own schemas.")
    .addCommand(createCommand())
    .addCommand(refreshCoreTablesCommand())
    .addCommand(verifyCommand())
    .addCommand(listCommand())
    .addCommand(dropFormerCommand())
}
