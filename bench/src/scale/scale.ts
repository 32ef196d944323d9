import type { Sql } from 'postgres'
import { type Benchmark, type Measurement, median, type Row, round } from '../benchmark.ts'
import { type Operator, withDatabase } from '../migratedDatabase.ts'
import { fullVolume, load } from './load.ts'
import { faultsOfPlan } from './plan.ts'
import { member, type Reader, staff } from './readers.ts'
import { type Request, requests, requestsAbout } from './requests.ts'

const executions = 100
/** Of what would take longer than this altogether, as many as fit, and three. */
const budgetMs = 1500

const targetMs = { member: 100, staff: 300 }
const targetRatio = 1.3
/** Looking up memberships and planning policies costs this much whatever is read; below it a ratio says nothing. */
const fixedMs = 1

async function time(sql: Sql, query: string): Promise<number> {
  const started = performance.now()
  await sql.unsafe(query)
  return performance.now() - started
}

const percentile99 = (times: number[]) =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN

/** Ours and the same by hand, by turns. */
async function race(reader: Reader, owner: Operator, request: Request) {
  const ours = request.sql(reader.asks)
  const byHand = (request.byHand ?? request.sql)(reader.byHand)
  const first = (await time(reader.sql, ours)) + (await time(owner, byHand))
  const times: { ours: number[]; byHand: number[] } = { ours: [], byHand: [] }
  const affordable = Math.max(3, Math.floor(budgetMs / first))
  for (let n = Math.min(executions, affordable); n > 0; n -= 1) {
    times.ours.push(await time(reader.sql, ours))
    times.byHand.push(await time(owner, byHand))
  }
  return times
}

function missesOf(request: Request, reader: Reader, p99: number, ours: number, byHand: number): string[] {
  if (request.walks) return []
  const most = reader.staff ? targetMs.staff : targetMs.member
  const tooSlow = p99 > most ? [`p99 ${round(p99)} ms, allowed ${most} ms`] : []
  const tooDear = !reader.staff && ours > byHand * targetRatio && ours - byHand > fixedMs
  return [...tooSlow, ...(tooDear ? [`${round(ours / byHand, 2)}x of the same by hand`] : [])]
}

async function measureRequest(reader: Reader, owner: Operator, request: Request) {
  const times = await race(reader, owner, request)
  const [ours, byHand, p99] = [median(times.ours), median(times.byHand), percentile99(times.ours)]
  const faults = await faultsOfPlan(reader.sql, request.sql(reader.asks), { days: request.days, scoped: !reader.staff })
  const misses = [...missesOf(request, reader, p99, ours, byHand), ...faults]
  const row: Row = {
    page: request.page,
    reader: reader.name,
    executions: times.ours.length,
    'p50 ms': round(ours, 2),
    'p99 ms': round(p99, 2),
    'by hand p50 ms': round(byHand, 2),
    ratio: round(ours / byHand, 2),
    target: request.walks ? 'none' : misses.length > 0 ? 'missed' : 'met',
  }
  return { row, misses: misses.map((miss) => `${request.page} (${reader.name}): ${miss}`) }
}

async function measureReader(owner: Operator, reader: Reader) {
  const all = []
  for (const request of [...requests, ...requestsAbout(reader.organizationId)]) {
    all.push(await measureRequest(reader, owner, request))
  }
  console.error(`  ${reader.name}: ${all.length} queries`)
  await reader.sql.end({ timeout: 5 })
  return all
}

const worst = (rows: Row[], figure: string, readers: (name: string) => boolean) =>
  Math.max(
    ...rows.filter((row) => row.target !== 'none' && readers(String(row.reader))).map((row) => Number(row[figure])),
  )

/** Measures every reader's pages on a loaded database. */
async function measurePages(owner: Operator, ownerUrl: string): Promise<Measurement> {
  const tenants: [string, number][] = [
    ['small tenant', fullVolume.tenants],
    ['median tenant', fullVolume.tenants / 2],
    ['largest tenant', 1],
  ]
  const members = await Promise.all(tenants.map(([name, n]) => member(owner, ownerUrl, name, n)))
  const readers = [...members, await staff(owner, ownerUrl, members.at(-1)?.organizationId ?? '')]
  const measured = []
  for (const reader of readers) measured.push(...(await measureReader(owner, reader)))
  const rows = measured.map(({ row }) => row)
  const isStaff = (name: string) => name === 'staff'
  const ratios = {
    'worst p99 ms of a tenant / 100 ms': round(worst(rows, 'p99 ms', (name) => !isStaff(name)) / targetMs.member, 2),
    'worst p99 ms of staff / 300 ms': round(worst(rows, 'p99 ms', isStaff) / targetMs.staff, 2),
    "policies / by hand, median over a tenant's queries": round(
      median(rows.filter((row) => !isStaff(String(row.reader))).map((row) => Number(row.ratio))),
      2,
    ),
  }
  return { rows, ratios, misses: measured.flatMap(({ misses }) => misses) }
}

export const scale: Benchmark = {
  name: 'scale',
  question: `The console's lists and counts with ${fullVolume.tenants} tenants, ${fullVolume.submissions} submissions and ${fullVolume.usageEvents} usage events, against the same without policies and with the tenant named by hand`,
  measure: () =>
    withDatabase('scale', async (owner, ownerUrl) => {
      await load(owner, fullVolume)
      return measurePages(owner, ownerUrl)
    }),
}
