import { execFile } from 'node:child_process'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withScratch } from '../../../../scripts/checks/scratch.ts'
import type { Contender } from '../contender.ts'
import { formbricks } from './formbricks.ts'
import { posthog } from './posthog.ts'
import { sentry } from './sentry.ts'
import { surveyJs } from './surveyJs.ts'

const bench = join(import.meta.dirname, '..', '..', '..')
const pnpm = join(bench, '..', 'node_modules', '.bin', 'pnpm')

/**
 * Installs the peers' published packages, as bench/peers pins them, into a folder of this run alone: they are 137 MB that
 * nobody else needs.
 *
 * @param host where the files and the answers of the peers will be served
 */
export function makePeers(host: string): Promise<Contender[]> {
  return withScratch('peers', async (folder) => {
    await cp(join(bench, 'peers'), folder, { recursive: true })
    const install = ['install', '--frozen-lockfile', '--ignore-workspace', '--ignore-scripts', '--prefer-offline']
    await promisify(execFile)(pnpm, install, { cwd: folder })
    const read = (path: string) => readFile(join(folder, 'node_modules', path), 'utf8')
    return Promise.all([sentry(folder, host), surveyJs(read, host), posthog(read, host), formbricks(read, host)])
  })
}
