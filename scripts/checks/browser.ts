import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@lapel/server/freePort'
import { ensureChromium } from '../../e2e/chromium.ts'
import { root, runCommand } from './command.ts'
import { failureLine } from './failures.ts'
import { withScratch } from './scratch.ts'
import { built } from './shared.ts'
import type { Suite, Tally } from './suite.ts'

interface Failure {
  message?: string
}

interface Group {
  title: string
  file: string
  suites?: Group[]
  specs: {
    title: string
    tests: { status: 'expected' | 'unexpected' | 'flaky' | 'skipped'; results: { error?: Failure }[] }[]
  }[]
}

/** The part of Playwright's JSON report that is counted. */
interface Report {
  errors: Failure[]
  suites: Group[]
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

const reportFile = join(root, 'e2e', 'results', 'report.json')

type Status = Group['specs'][number]['tests'][number]['status']

function describeGroup(group: Group, path: string[], wanted: Status[]): string[] {
  const own = group.specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => wanted.includes(status))
      .map(({ status, results }) => {
        const error = results.find((result) => result.error)?.error?.message
        return failureLine([...path, title], error || status)
      }),
  )
  return [...own, ...(group.suites ?? []).flatMap((inner) => describeGroup(inner, [...path, inner.title], wanted))]
}

/** A test that was skipped did not pass. One that failed once and passed at the second try did, and is named. */
export function count({ stats, errors, suites }: Report): Omit<Tally, 'output'> {
  const describe = (...wanted: Status[]) => suites.flatMap((file) => describeGroup(file, [`e2e/${file.file}`], wanted))
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + stats.skipped + errors.length,
    failures: [
      ...describe('unexpected', 'skipped'),
      ...errors.map(({ message }) => failureLine(['outside of the tests'], message ?? '')),
    ],
    secondTries: describe('flaky'),
  }
}

async function run(filters: string[], env: Record<string, string>, onLine: (line: string) => void): Promise<Tally> {
  await rm(reportFile, { force: true })
  // Recorded only for whoever looks at a few of them: it costs every journey much time.
  const trace = filters.length > 0 ? ['--trace=retain-on-failure'] : []
  const { ok, output } = await runCommand('playwright', ['test', ...trace, ...filters], { folder: 'e2e', env, onLine })
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
        ensureChromium()
        await Promise.all([built('sdk').then(() => built('examples/react')), built('admin')])
        const port = await freePort()
        return run(filters, { LAPEL_DATA_DIR: dataDir, LAPEL_PORT: String(port) }, say)
      }),
  }
}
