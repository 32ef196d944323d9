import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
}

/** Where a benchmark ran: figures of different machines do not compare, ratios do. */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    load_before: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }
}

/** The commit that was measured; `+` says that files had changed since. */
export function describeCommit(): string {
  const changed = git('status', '--porcelain', '--', ':!bench/results') !== ''
  return git('rev-parse', '--short=12', 'HEAD') + (changed ? '+' : '')
}
