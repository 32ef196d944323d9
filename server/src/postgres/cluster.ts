import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../refusal.ts'
import { type Account, accountCan } from './account.ts'
import { sharedHome } from './binaries.ts'

const majorVersion = '17'

/** Where the cluster of an installation may be, the usual place first. */
export function clusterHomes(dataDir: string, installation: string): [inside: string, shared: string] {
  return [join(dataDir, 'postgres'), join(sharedHome, installation)]
}

function makeFor(account: Account, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if ('uid' in account) chownSync(folder, account.uid, account.gid)
}

/**
 * The folder that holds the cluster, owned by the account: where it was made, else inside the data directory, or under
 * /var/lib when root's data directory is closed to the user `postgres`.
 */
export function clusterHome(dataDir: string, installation: string, account: Account): string {
  const homes = clusterHomes(dataDir, installation)
  const [inside, shared] = homes
  const made = homes.find((home) => existsSync(join(home, 'data')))
  if (made && accountCan(account, 'w', made)) return made
  if (!made) {
    makeFor(account, inside)
    if (accountCan(account, 'w', inside)) return inside
    rmdirSync(inside)
    mkdirSync(sharedHome, { recursive: true, mode: 0o755 })
    makeFor(account, shared)
    if (accountCan(account, 'w', shared)) return shared
  }
  throw new Refusal(
    `The database's user cannot write to ${made ?? inside}. Give it that right, or choose another LAPEL_DATA_DIR.`,
  )
}

function initdb(binaries: string, data: string, account: Account, password: string): void {
  const passwordFile = `${data}.password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if ('uid' in account) chownSync(passwordFile, account.uid, account.gid)
  const flags = [`--pgdata=${data}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const made = spawnSync(join(binaries, 'bin', 'initdb'), [...flags, ...locale], {
    ...account,
    cwd: '/',
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  rmSync(passwordFile)
  if (made.status !== 0) {
    throw new Refusal(`The database could not be created in ${data}: ${made.error?.message ?? made.stderr.trim()}`)
  }
}

function checkCluster(data: string): void {
  const version = join(data, 'PG_VERSION')
  if (!existsSync(version) || !existsSync(join(data, 'global', 'pg_control'))) {
    throw new Refusal(
      `The database in ${data} is damaged: files are missing. Restore the folder from a backup, or start afresh with ` +
        '`npx lapel reset`.',
    )
  }
  const found = readFileSync(version, 'utf8').trim()
  if (found !== majorVersion) {
    throw new Refusal(
      `The database in ${data} is of Postgres ${found}, and this Lapel brings Postgres ${majorVersion}. ` +
        'Start the Lapel that made it, or choose another LAPEL_DATA_DIR.',
    )
  }
}

/**
 * Gives the cluster's data folder, creating it on the first start. A creation that was interrupted is repeated: it only
 * gets its name once it is complete.
 */
export function openCluster(binaries: string, home: string, account: Account, password: string): string {
  const data = join(home, 'data')
  if (existsSync(data)) {
    checkCluster(data)
    return data
  }
  const draft = join(home, 'data.new')
  rmSync(draft, { recursive: true, force: true })
  initdb(binaries, draft, account, password)
  renameSync(draft, data)
  return data
}
