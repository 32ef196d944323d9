import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@lapel/server/freePort'
import { ensureChromium } from '../../e2e/chromium.ts'
import { root, runCommand } from './command.ts'
import { withScratch } from './scratch.ts'
import { built } from './shared.ts'
import type { Suite, Tally } from './suite.ts'

/** The part of Playwright's JSON report that is counted. */
interface Report {
  errors: unknown[]
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

const reportFile = join(root, 'e2e', 'results', 'report.json')

/** A test that was skipped or passed only sometimes did not pass. */
function count({ stats, errors }: Report): Omit<Tally, 'output'> {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length }
}

async function run(filters: string[], env: Record<string, string>, onLine: (line: string) => void): Promise<Tally> {
  await rm(reportFile, { force: true })
  const { ok, output } = await runCommand('playwright', ['test', ...filters], { folder: 'e2e', env, onLine })
  const report = await readFile(reportFile, 'utf8').catch(() => null)
  if (report === null) return { passed: 0, failed: 1, output }
  const tally = count(JSON.parse(report) as Report)
  return { ...tally, failed: !ok && tally.failed === 0 ? 1 : tally.failed, output }
}

/**
 * The journeys in a real browser, against an installation of their own that is started as users start it.
 *
 * @param filters names of files under e2e/; none means all
 */
export function browserSuite(filters: string[] = []): Suite {
  return {
    name: 'browser journeys',
    run: (say) =>
      withScratch('e2e', async (dataDir) => {
        say('finding a browser, building')
        const browser = ensureChromium()
        await Promise.all([built('sdk'), built('admin')])
        const port = await freePort()
        return run(filters, { LAPEL_CHROMIUM: browser, LAPEL_DATA_DIR: dataDir, LAPEL_PORT: String(port) }, say)
      }),
  }
}
