import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContextOptions } from '@playwright/test'
import { openBrowser } from '../../e2e/browser.ts'
import { type Benchmark, type Measurement, median, type Row, round } from './benchmark.ts'
import { type DemoInstallation, withInstallation } from './installation.ts'
import { longestWait, type Target, type Visit, visit } from './sdkTime/visit.ts'

const rounds = 5
const longestMs = 2000
const viewport = { width: 1280, height: 800 }

/** A first view, in a browser that has never seen the console's files. */
interface View extends Target {
  name: string
  options: BrowserContextOptions
}

// A chart, the list of the largest tenants and the newest audit entries are there.
const home = '#main-content:has([role=img]):has(ol):has(a[href*="audit_logs/"])'

/** The session of somebody who signed in, as the browser keeps it. */
async function signInOnce(browser: Browser, { url, password }: DemoInstallation): Promise<BrowserContextOptions> {
  const context = await browser.newContext({ viewport })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(longestWait)
    await page.goto(`${url}/admin/`)
    await page.getByLabel('E-mail').fill('staff@lapel.example')
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.locator(home).waitFor()
    return { viewport, storageState: await context.storageState() }
  } finally {
    await context.close()
  }
}

/** Gzip bytes of the scripts that were loaded by then. */
async function weigh(scripts: string[]): Promise<number> {
  const sizes = scripts.map(async (script) => {
    const code = Buffer.from(await (await fetch(script)).arrayBuffer())
    return gzipSync(code, { level: 9 }).length
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

async function summarise(view: View, cpu: number, visits: Visit[]): Promise<Row> {
  const times = visits.map(({ interactiveMs }) => interactiveMs)
  const scripts = visits[0]?.scripts ?? []
  return {
    view: view.name,
    'CPU throttling': cpu === 1 ? 'none' : `${cpu}x`,
    'interactive ms': round(median(times)),
    'lowest ms': round(Math.min(...times)),
    'highest ms': round(Math.max(...times)),
    'script ms': round(median(visits.map(({ scriptMs }) => scriptMs))),
    'longest task ms': round(median(visits.map(({ longestTaskMs }) => longestTaskMs))),
    shift: round(median(visits.map(({ shift }) => shift)), 3),
    requests: median(visits.map(({ requests }) => requests)),
    scripts: scripts.length,
    'JS kB gzip': round((await weigh(scripts)) / 1000, 1),
  }
}

async function measureViews(installation: DemoInstallation): Promise<Measurement> {
  const browser = await openBrowser()
  try {
    const url = `${installation.url}/admin/`
    const views: View[] = [
      { name: 'sign-in page', url, path: ['input[name=email]'], options: { viewport } },
      {
        name: 'staff home',
        url,
        path: [home],
        options: await signInOnce(browser, installation),
      },
    ]
    const cases = views.flatMap((view) => [1, 4].map((cpu) => ({ view, cpu, visits: [] as Visit[] })))
    for (let turn = 0; turn <= rounds; turn += 1) {
      for (const { view, cpu, visits } of cases) {
        const one = await visit(browser, view, { cpu, line: null }, view.options)
        // The first is not counted.
        if (turn > 0) visits.push(one)
      }
    }
    const rows = await Promise.all(cases.map(({ view, cpu, visits }) => summarise(view, cpu, visits)))
    const misses = rows
      .filter((row) => Number(row['interactive ms']) >= longestMs)
      .map(
        (row) =>
          `${row.view} within ${longestMs} ms, CPU throttling ${row['CPU throttling']}: ${row['interactive ms']}`,
      )
    return { rows, ratios: {}, misses }
  } finally {
    await browser.close()
  }
}

export const consoleLoad: Benchmark = {
  name: 'console-load',
  question:
    'milliseconds until the first view of the console can be used, on an installation with the demo data and an empty ' +
    `cache: the sign-in page takes a keystroke, the home of staff shows its figures; median of ${rounds}, by turns`,
  measure: () => withInstallation(measureViews),
}
