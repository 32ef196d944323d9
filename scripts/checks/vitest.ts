import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './command.ts'
import { withScratch } from './scratch.ts'
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

async function run(
  projects: string[],
  folder: string,
  env: Record<string, string>,
  onLine: (line: string) => void,
): Promise<Tally> {
  const file = join(folder, 'report.json')
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const args = ['run', ...reporters, ...projects.map((project) => `--project=${project}`)]
  const { ok, output } = await runCommand('vitest', args, { env, onLine })
  const report = await readFile(file, 'utf8').catch(() => null)
  if (report === null) return { passed: 0, failed: 1, output }
  const tally = count(JSON.parse(report) as Report)
  // Vitest also fails for what happens outside of tests, such as an error nobody caught.
  return { ...tally, failed: !ok && tally.failed === 0 ? 1 : tally.failed, output }
}

/** Runs vitest on some projects of vitest.config.ts; every test is one check. */
export function vitestSuite(
  name: string,
  projects: string[],
  environment: () => Promise<Record<string, string>> = async () => ({}),
): Suite {
  return {
    name,
    run: (say) => withScratch('vitest', async (folder) => run(projects, folder, await environment(), say)),
  }
}
