import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { root, runCommand } from './command.ts'
import { failureLine } from './failures.ts'
import { withScratch } from './scratch.ts'
import type { Suite, Tally } from './suite.ts'

interface Test {
  status: string
  ancestorTitles: string[]
  title: string
  failureMessages: string[]
}

interface File {
  /** Its whole path. */
  name: string
  status: string
  /** Why it could not be loaded. */
  message: string
  assertionResults: Test[]
}

/** The part of vitest's JSON report that is counted. */
interface Report {
  testResults: File[]
}

const passedIn = ({ status }: Test) => status === 'passed'

function describeTests({ name, assertionResults }: File): string[] {
  const missed = assertionResults.filter((test) => !passedIn(test))
  return missed.map(({ ancestorTitles, title, failureMessages, status }) =>
    failureLine([relative(root, name), ...ancestorTitles, title], failureMessages[0] ?? status),
  )
}

/** A test that did not run failed; so did a file that could not be loaded, or whose hooks failed. */
export function count(report: Report): Omit<Tally, 'output'> {
  const files = report.testResults
  const passed = files.flatMap((file) => file.assertionResults).filter(passedIn).length
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.every(passedIn))
  const failures = [
    ...files.flatMap(describeTests),
    ...broken.map(({ name, message }) => failureLine([relative(root, name)], message)),
  ]
  return { passed, failed: failures.length, failures }
}

async function run(
  projects: string[],
  folder: string,
  env: Record<string, string>,
  onLine: (line: string) => void,
  settings: string[],
): Promise<Tally> {
  const file = join(folder, 'report.json')
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const args = ['run', ...reporters, ...settings, ...projects.map((project) => `--project=${project}`)]
  const { ok, output } = await runCommand('vitest', args, { env, onLine })
  const report = await readFile(file, 'utf8').catch(() => null)
  if (report === null) return { passed: 0, failed: 1, output }
  const tally = count(JSON.parse(report) as Report)
  // Vitest also fails for what happens outside of tests, such as an error nobody caught.
  return { ...tally, failed: !ok && tally.failed === 0 ? 1 : tally.failed, output }
}

/**
 * Runs vitest on some projects of vitest.config.ts; every test is one check.
 *
 * @param settings flags that count for all of the projects
 */
export function vitestSuite(
  name: string,
  projects: string[],
  environment: () => Promise<Record<string, string>> = async () => ({}),
  settings: string[] = [],
): Suite {
  return {
    name,
    run: (say) => withScratch('vitest', async (folder) => run(projects, folder, await environment(), say, settings)),
  }
}
