import { spawnSync } from 'node:child_process'
import { Refusal } from '../refusal.ts'

/** The unprivileged user that runs Postgres when Lapel runs as root; `{}` means the current user. */
export type Account = { uid: number; gid: number } | Record<string, never>

const name = 'postgres'

function idOf(flag: '-u' | '-g'): number | null {
  const id = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return id.status === 0 ? Number.parseInt(id.stdout, 10) : null
}

function find(): Account | null {
  const uid = idOf('-u')
  const gid = idOf('-g')
  return uid === null || gid === null ? null : { uid, gid }
}

/** Postgres refuses to run as root: finds the user `postgres`, or creates it. */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  const found = find()
  if (found) return found
  // Alpine's BusyBox has adduser only; everywhere else useradd is part of the base system.
  const made = [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/bin/false', name],
    ['adduser', '-S', '-D', '-H', '-s', '/bin/false', name],
  ].some(([command = '', ...args]) => spawnSync(command, args).status === 0)
  const created = made ? find() : null
  if (!created) {
    throw new Refusal(
      'Postgres does not run as root, and the user `postgres` could not be created. Run as another user.',
    )
  }
  return created
}

/** Whether the account can do this to a path: r (read), w (write), x (run, or pass through a folder). */
export function accountCan(account: Account, right: 'r' | 'w' | 'x', path: string): boolean {
  return spawnSync('test', [`-${right}`, path], { ...account, cwd: '/' }).status === 0
}
