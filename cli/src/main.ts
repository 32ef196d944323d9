import { Command } from 'commander'
import { startCommand } from './commands/start.ts'

const program = new Command('lapel').description('Embeddable widgets for many tenants.').addCommand(startCommand())

await program.parseAsync()
