import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where Debian and Ubuntu keep Postgres, a folder per version with bin, lib and share. */
const shelf = '/usr/lib/postgresql'

/** Ours uses what this version brought. */
const oldestVersion = 15

function findOnShelf(): string | null {
  const versions = existsSync(shelf) ? readdirSync(shelf).map(Number) : []
  const usable = versions
    .filter((version) => version >= oldestVersion)
    .toSorted((one, other) => other - one)
    .map((version) => join(shelf, String(version)))
  return usable.find((folder) => existsSync(join(folder, 'lib', 'plpgsql_check.so'))) ?? null
}

const apt = (command: string, args: string[]) =>
  spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })

/** The package for the newest Postgres that this system has in its lists. */
function findPackage(): string | undefined {
  const names = apt('apt-cache', ['pkgnames', 'postgresql-']).stdout.split('\n')
  const number = (name: string) => Number(/^postgresql-(\d+)-plpgsql-check$/.exec(name)?.[1] ?? 0)
  return names.filter((name) => number(name) >= oldestVersion).toSorted((one, other) => number(other) - number(one))[0]
}

/**
 * The folder of a Postgres that has plpgsql_check, which no Postgres on npm has: Debian's and Ubuntu's, installed when
 * root asks. Null where there is none and it may not be installed. Throws when it may and cannot.
 */
export function ensurePackagedPostgres(): string | null {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  const found = findOnShelf()
  if (found || !mayInstall) return found
  apt('apt-get', ['update'])
  apt('apt-get', ['install', '-y', '--no-install-recommends', findPackage() ?? ''])
  const installed = findOnShelf()
  if (installed) return installed
  throw new Error(
    'No Postgres with plpgsql_check was found, and it could not be installed. Install a package of the name ' +
      'postgresql-<version>-plpgsql-check, 15 or newer, and run it again.',
  )
}
