import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from './command.ts'
import type { Suite, Tally } from './suite.ts'

/** The part of vitest's JSON report that is counted. */
interface Report {
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[]
}

/** A test that did not run failed; so did a file that could not be loaded. */
function count(report: Report): Omit<Tally, 'output'> {
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const passed = tests.filter((test) => test.status === 'passed').length
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status === 'passed'),
  ).length
  return { passed, failed: tests.length - passed + brokenFiles }
}

/** Runs vitest on some projects of vitest.config.ts; every test is one check. */
export function vitestSuite(
  name: string,
  projects: string[],
  environment: () => Promise<Record<string, string>>,
): Suite {
  return {
    name,
    run: async (say) => {
      const folder = await mkdtemp(join(tmpdir(), 'lapel-vitest-'))
      const report = join(folder, 'report.json')
      const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
      try {
        const args = ['run', ...reporters, ...projects.map((project) => `--project=${project}`)]
        const { ok, output } = await runCommand('vitest', args, await environment(), say)
        const tally = count(JSON.parse(await readFile(report, 'utf8')) as Report)
        // Vitest also fails for what happens outside of tests, such as an error nobody caught.
        return { ...tally, failed: !ok && tally.failed === 0 ? 1 : tally.failed, output }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}
