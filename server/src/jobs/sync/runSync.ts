import type { Sql } from 'postgres'
import type { Outgoing } from '../../outgoing/client.ts'
import { csvUrl } from './adapters/csvUrl.ts'
import { genericJson } from './adapters/genericJson.ts'
import { shopifyOrders } from './adapters/shopifyOrders.ts'
import { forGood, SyncFailure } from './failure.ts'
import { type Fetch, fetchThrough } from './fetchPage.ts'
import { type Job, type Page, readSource, type Source } from './source.ts'

type Adapter = (source: Source, cursor: string | null, fetch: Fetch) => AsyncGenerator<Page>

const adapters: Record<Source['adapter'], Adapter> = {
  generic_json: genericJson,
  csv_url: csvUrl,
  shopify_orders: shopifyOrders,
}

/** How much one page may measure. */
const mostMeasurements = 20_000
/** How many pages a run may have before it is taken for one without end. */
const mostPages = 10_000
/** After how long a run lets others have their turn. */
const turnMs = 60_000

/** How often the worker says that it is still there: three times within `private.sync_lease()`. */
const sayEveryMs = 5000

/** How a turn ended: with the run, or before it, or because the run is over or another worker's. */
type End = 'done' | 'release' | 'over'

function check(page: Page, job: Job, cursors: Set<string | null>): void {
  if (page.measurements.length > mostMeasurements)
    throw forGood(`A page measures more than ${mostMeasurements} values. Ask for smaller pages.`)
  if (page.next === null) return
  if (cursors.has(page.next)) throw forGood('The source goes round in a circle: it gave the same cursor twice.')
  if (job.pages + cursors.size >= mostPages)
    throw forGood(`The source has more than ${mostPages} pages, or no end. Ask for larger pages.`)
}

/** Stores a page; false when the plan has no room for it or another worker has the run by now. Throws a {@link SyncFailure} for what no column takes. */
async function store(sql: Sql, { id, attempts }: Job, { measurements, next, resumeFrom }: Page): Promise<boolean> {
  const rows = sql.json(measurements as unknown as Parameters<Sql['json']>[0])
  const since = next === null ? (resumeFrom ?? null) : null
  try {
    const [row] = await sql<{ stored: number | null }[]>`
      select private.store_sync_page(${id}, ${attempts}, ${rows}, ${next}, ${since}) as stored`
    return row?.stored !== null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'PT409') return false
    // Classes 22 and 23: the data, not the database. What breaks a constraint may be put right here meanwhile.
    if (/^2[23]/.test(code))
      throw new SyncFailure(`A page has values that cannot be stored (${code}).`, { forGood: code.startsWith('22') })
    throw error
  }
}

async function takeTurn(sql: Sql, outgoing: Outgoing, job: Job, signal: AbortSignal): Promise<End> {
  const source = await readSource(sql, job)
  const until = performance.now() + turnMs
  const cursors = new Set<string | null>([job.cursor])
  for await (const page of adapters[source.adapter](source, job.cursor, fetchThrough(outgoing, signal))) {
    check(page, job, cursors)
    if (!(await store(sql, job, page))) return 'over'
    if (page.next === null) return 'done'
    cursors.add(page.next)
    if (signal.aborted || performance.now() > until) return 'release'
  }
  return 'done'
}

/** Keeps the lease of a run while it is worked on. What the database does not answer to lets it run out. */
async function keeping<T>(sql: Sql, { id, attempts }: Job, work: () => Promise<T>): Promise<T> {
  let saying = false
  const keep = async () => {
    // One that waits while a page is stored says it for all: each would hold a connection.
    if (saying) return
    saying = true
    await sql`select private.keep_sync_job(${id}, ${attempts})`.then(undefined, () => undefined)
    saying = false
  }
  const timer = setInterval(keep, sayEveryMs)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

/**
 * Goes on with a run for a turn: page by page, each stored with the cursor behind it in one transaction. Then the run is
 * done, or given back, or the row says why it failed. Throws when the database fails: the lease runs out.
 */
export async function runSync(sql: Sql, outgoing: Outgoing, job: Job, signal: AbortSignal): Promise<void> {
  const release = () => sql`select private.release_sync_job(${job.id}, ${job.attempts})`
  try {
    const end = await keeping(sql, job, () => takeTurn(sql, outgoing, job, signal))
    if (end === 'release') await release()
  } catch (error) {
    if (error instanceof SyncFailure) {
      const { message, retryAfter, forGood: ended } = error
      await sql`select private.fail_sync_job(${job.id}, ${job.attempts}, ${message}, ${retryAfter}, ${ended})`
    } else if (signal.aborted) await release()
    else throw error
  }
}
