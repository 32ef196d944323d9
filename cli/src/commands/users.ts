import { Command } from 'commander'
import { recoveryLinkCommand } from './users/recoveryLink.ts'

/** `lapel users` */
export function usersCommand(): Command {
  return new Command('users').description('Help people with their accounts.').addCommand(recoveryLinkCommand())
}
