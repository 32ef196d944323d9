import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRoot, ordinaryUser, postgresOf } from '../lapel.ts'
import type { Site } from './site.ts'

/** A disk that a test can fill. */
export interface Disk {
  dataDir: string
  user: typeof ordinaryUser
  /** Leaves next to no room for what an installation writes from now on. */
  fill(site: Site): void
  /** Gives the room back. */
  free(site: Site): void
  remove(): Promise<void>
}

const megabyte = 1_048_576
const sizeMegabytes = 512
const leftMegabytes = 4

/** A small file system of its own, which only root can mount. */
function mountedDisk(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'lapel-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMegabytes}m,mode=755`, 'lapel-disk', folder])
  chmodSync(folder, 0o755)
  const ballast = join(folder, 'ballast')
  return {
    dataDir: join(folder, 'data'),
    user: {},
    fill: () => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - leftMegabytes * megabyte))
    },
    free: () => rmSync(ballast),
    remove: async () => {
      execFileSync('umount', ['-l', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Where nothing can be mounted: the kernel refuses what would make any file of the installation longer than this. */
function limitedDisk(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'lapel-disk-'))
  chmodSync(folder, 0o755)
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  if (isRoot) execFileSync('chown', ['-R', '65534:65534', folder])
  const limit = (site: Site, bytes: string) => {
    // A process that has just been forked still has its parent's command line, and no children.
    const backends = postgresOf(site.place).flatMap((pid) =>
      spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter(Boolean),
    )
    for (const pid of [site.first.running.child.pid, ...postgresOf(site.place), ...backends]) {
      // A backend may have ended meanwhile.
      spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], ordinaryUser)
    }
  }
  return {
    dataDir,
    user: ordinaryUser,
    fill: (site) => limit(site, String(megabyte)),
    free: (site) => limit(site, 'unlimited'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The disks that can be had here: a mounted one for root, and one that is limited in its stead for everybody. */
export const disks: [name: string, make: () => Disk][] = isRoot
  ? [
      ['mounted', mountedDisk],
      ['limited', limitedDisk],
    ]
  : [['limited', limitedDisk]]
