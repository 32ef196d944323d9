import { availableParallelism } from 'node:os'
import { Listr, ListrLogger } from 'listr2'
import { release } from './shared.ts'
import { type Outcome, type Suite, settle, sum } from './suite.ts'

const counts = ({ passed, failed, seconds }: Outcome) =>
  `${passed} passed${failed > 0 ? `, ${failed} failed` : ''} in ${seconds.toFixed(1)} s`

function listTasks(suites: Suite[], outcomes: Outcome[]) {
  return suites.map((suite) => ({
    title: suite.name,
    task: async (_context: unknown, task: { title: string; output: string }) => {
      const outcome = await settle(suite, (words) => {
        if (process.stdout.isTTY) task.output = words
      })
      outcomes.push(outcome)
      if (outcome.failed > 0) throw new Error(counts(outcome))
      task.title = `${suite.name}: ${counts(outcome)}`
    },
  }))
}

function printFailures(outcomes: Outcome[]): void {
  for (const outcome of outcomes.filter(({ failed }) => failed > 0)) {
    console.log(`\n──── ${outcome.name} ────\n${outcome.output.trim()}`)
  }
}

function printLines(heading: string, lines: string[]): void {
  if (lines.length > 0) console.log(`\n${heading}:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}

/**
 * Runs suites side by side, the first ones first, and prints the output of what failed, then one line for each test that
 * did not pass, for readers who see only the end. The last line is `N passed, N failed`.
 *
 * @returns the exit code: 0 only when something passed and nothing failed
 */
export async function runSuites(suites: Suite[]): Promise<0 | 1> {
  const outcomes: Outcome[] = []
  const list = new Listr(listTasks(suites, outcomes), {
    concurrent: availableParallelism(),
    exitOnError: false,
    collectErrors: false,
    rendererOptions: { collapseErrors: false },
    fallbackRenderer: 'simple',
    fallbackRendererOptions: { logger: new ListrLogger({ useIcons: true, toStderr: [] }) },
  })
  await list.run().finally(release)
  printFailures(outcomes)
  const { passed, failed, failures, secondTries } = sum(outcomes)
  printLines('Passed only at the second try', secondTries)
  printLines('What did not pass', failures)
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
}
