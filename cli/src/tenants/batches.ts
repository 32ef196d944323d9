import { createProgress } from '../progress.ts'

/** Schemas in one transaction: 50 take half of the locks that Postgres has by default. */
const batchSize = 50

/** Does something to tenants in batches, each in a transaction of its own, and tells the progress. */
export async function inBatches<T>(
  organizations: readonly string[],
  quiet: boolean,
  act: (batch: string[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const progress = createProgress(organizations.length, 'schemas', quiet)
  const results: T[] = []
  try {
    for (let from = 0; from < organizations.length; from += batchSize) {
      results.push(...(await act(organizations.slice(from, from + batchSize))))
      progress.advance(Math.min(from + batchSize, organizations.length))
    }
  } finally {
    progress.end()
  }
  return results
}
