import { gist, shorten } from './failures.ts'

const longestLine = 400

/** What a suite found. A suite that neither passed nor failed anything counts as failed: see {@link settle}. */
export interface Tally {
  passed: number
  failed: number
  /** What the reader needs to see when something failed. */
  output: string
  /** One line for each test that did not pass, if the suite can name them. */
  failures?: string[]
  /** One line for each test that passed only when it was tried again, with what it failed with at first. */
  secondTries?: string[]
}

/** A group of checks that runs on its own, side by side with others. */
export interface Suite {
  name: string
  /** @param say shows a few words of progress */
  run(say: (words: string) => void): Promise<Tally>
}

/** A suite's tally with its name and how long it took. */
export interface Outcome extends Tally {
  name: string
  seconds: number
  failures: string[]
  secondTries: string[]
}

/** Adds tallies up. */
export function sum(tallies: Tally[]): Required<Tally> {
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.reduce((total, tally) => total + tally.failed, 0),
    output: tallies
      .filter((tally) => tally.failed > 0)
      .map((tally) => tally.output)
      .join('\n'),
    failures: tallies.flatMap(({ failures }) => failures ?? []),
    secondTries: tallies.flatMap(({ secondTries }) => secondTries ?? []),
  }
}

/** A failure that has no line of its own gets one from the output: the end of a run names everything that failed. */
function name({ failed, output, failures = [] }: Tally): string[] {
  return failed > 0 && failures.length === 0 ? [gist(output)] : failures
}

async function attempt(suite: Suite, say: (words: string) => void): Promise<Tally> {
  try {
    const tally = await suite.run(say)
    if (tally.passed + tally.failed > 0) return tally
    return { passed: 0, failed: 1, output: `Nothing ran in this suite.\n${tally.output}` }
  } catch (error) {
    return { passed: 0, failed: 1, output: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** Runs a suite to its end. A crash, and a suite in which nothing ran, is one failure: silence never passes. */
export async function settle(suite: Suite, say: (words: string) => void): Promise<Outcome> {
  const started = performance.now()
  const tally = await attempt(suite, say)
  const seconds = (performance.now() - started) / 1000
  const within = (line: string) => shorten(`${suite.name} > ${line}`, longestLine)
  const secondTries = (tally.secondTries ?? []).map(within)
  return { ...tally, name: suite.name, seconds, failures: name(tally).map(within), secondTries }
}
