import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContextOptions, CDPSession, Page } from '@playwright/test'
import { probe } from './probe.ts'

/** How slow a visitor's device and line are. */
export interface Conditions {
  /** How many times slower than this machine. */
  cpu: number
  /** Null is this machine's own. */
  line: { roundTripMs: number; bytesPerSecond: number } | null
}

/** What one visit with an empty cache measured. Times are milliseconds since the navigation began. */
export interface Visit {
  interactiveMs: number
  /** What the first keystroke then took. */
  keystrokeMs: number
  /** Of the main thread, until then. */
  scriptMs: number
  taskMs: number
  longestTaskMs: number
  longTasks: number
  shift: number
  /** The document and preflights included; to the moment of use, and a second later. */
  requests: number
  kilobytes: number
  kilobytesLater: number
  scripts: string[]
}

/** What to wait for. */
export interface Target {
  url: string
  /** The way to the first field, or to what shows that the page is there: see {@link probe}. */
  path: string[]
}

interface Transfer {
  url: string
  type: string
  startedAt: number
  endedAt: number
  bytes: number
}

/** How long a page may take, in milliseconds: a machine that also does other things is slow. */
export const longestWait = 60_000
/** Whatever a widget does by itself shows by then: what it loads when it is idle, what moves. */
const afterwardsMs = 1000

async function throttle(session: CDPSession, { cpu, line }: Conditions): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpu })
  if (!line) return
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: line.roundTripMs,
    downloadThroughput: line.bytesPerSecond,
    uploadThroughput: line.bytesPerSecond,
  })
}

/** Follows requests; times are those of the wall clock, in milliseconds. */
function follow(session: CDPSession): Map<string, Transfer> {
  const transfers = new Map<string, Transfer>()
  // The protocol's own clock against the wall's.
  let offset: number | undefined
  session.on('Network.requestWillBeSent', ({ requestId, request, type = 'Other', timestamp, wallTime }) => {
    offset ??= wallTime - timestamp
    if (!request.url.startsWith('http')) return
    const startedAt = (timestamp + offset) * 1000
    transfers.set(requestId, { url: request.url, type, startedAt, endedAt: Number.POSITIVE_INFINITY, bytes: 0 })
  })
  session.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
    const transfer = transfers.get(requestId)
    if (!transfer) return
    transfer.endedAt = (timestamp + (offset ?? 0)) * 1000
    transfer.bytes = encodedDataLength
  })
  return transfers
}

const kilobytes = (transfers: Transfer[]) => transfers.reduce((sum, { bytes }) => sum + bytes, 0) / 1000

async function readTimes(session: CDPSession): Promise<{ scriptMs: number; taskMs: number }> {
  const { metrics } = await session.send('Performance.getMetrics')
  const read = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000
  return { scriptMs: read('ScriptDuration'), taskMs: read('TaskDuration') }
}

function whenReady(session: CDPSession, url: string): Promise<{ at: number; origin: number }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No form at ${url}.`)), longestWait)
    session.on('Runtime.bindingCalled', ({ payload }) => {
      clearTimeout(timer)
      resolve(JSON.parse(payload) as { at: number; origin: number })
    })
  })
}

// What the probe typed by a command of the page, a keyboard must be able to do.
async function typeOnce(page: Page, path: string[]): Promise<void> {
  const read = () =>
    page.evaluate(() => {
      let focused = document.activeElement
      while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
      return focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement ? focused.value : null
    })
  const before = await read()
  if (before === null) return
  await page.keyboard.press('y')
  if (!(await read())?.includes('y')) throw new Error(`${path.join(' ')} does not keep what is typed.`)
}

/** Opens a page with an empty cache in a context of its own, and measures until it can be used, and a second longer. */
export async function visit(
  browser: Browser,
  { url, path }: Target,
  conditions: Conditions,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 }, ...options })
  try {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    for (const domain of ['Network', 'Performance', 'Runtime'] as const) await session.send(`${domain}.enable`)
    await session.send('Runtime.addBinding', { name: 'sdkTimeReady' })
    await page.addInitScript(probe, path)
    await throttle(session, conditions)
    const transfers = follow(session)
    const ready = whenReady(session, url)
    const [{ at, origin }] = await Promise.all([ready, page.goto(url, { waitUntil: 'commit' })])
    const times = await readTimes(session)
    await sleep(afterwardsMs)
    const report = await page.evaluate(() => window.sdkTime)
    await typeOnce(page, path)
    const all = [...transfers.values()]
    const needed = all.filter(({ endedAt }) => endedAt <= origin + at)
    return {
      interactiveMs: at,
      keystrokeMs: report.keystroke,
      ...times,
      longestTaskMs: Math.max(0, ...report.longTasks),
      longTasks: report.longTasks.length,
      shift: report.shifts.reduce((sum, shift) => sum + shift, 0),
      requests: needed.length,
      kilobytes: kilobytes(needed),
      kilobytesLater: kilobytes(all),
      scripts: needed.filter(({ type }) => type === 'Script').map((transfer) => transfer.url),
    }
  } finally {
    await context.close()
  }
}
