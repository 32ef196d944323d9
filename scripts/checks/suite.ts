/** What a suite found. A suite that neither passed nor failed anything counts as failed: see {@link settle}. */
export interface Tally {
  passed: number
  failed: number
  /** What the reader needs to see when something failed. */
  output: string
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
}

/** Adds tallies up. */
export function sum(tallies: Tally[]): Tally {
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.reduce((total, tally) => total + tally.failed, 0),
    output: tallies
      .filter((tally) => tally.failed > 0)
      .map((tally) => tally.output)
      .join('\n'),
  }
}

/** Runs a suite to its end. A crash, and a suite in which nothing ran, is one failure: silence never passes. */
export async function settle(suite: Suite, say: (words: string) => void): Promise<Outcome> {
  const started = performance.now()
  const tally = await suite.run(say).catch((error: unknown) => ({
    passed: 0,
    failed: 1,
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }))
  const silent = tally.passed + tally.failed === 0
  const seconds = (performance.now() - started) / 1000
  if (!silent) return { ...tally, name: suite.name, seconds }
  return { name: suite.name, seconds, passed: 0, failed: 1, output: `Nothing ran in this suite.\n${tally.output}` }
}
