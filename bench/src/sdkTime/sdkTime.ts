import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { openBrowser } from '../../../e2e/browser.ts'
import { publishForm } from '../../../e2e/ownWidget.ts'
import { type Benchmark, type Measurement, median, type Row, round } from '../benchmark.ts'
import { type DemoInstallation, withInstallation } from '../installation.ts'
import { bundle } from './bundle.ts'
import type { Contender } from './contender.ts'
import { fields, submitLabel, title } from './form.ts'
import { judge } from './judge.ts'
import { ours } from './ours.ts'
import { page, staticForm } from './page.ts'
import { makePeers } from './peers/peers.ts'
import { type Files, openSite } from './site.ts'
import { readSnippets } from './snippets.ts'
import { type Conditions, type Visit, visit } from './visit.ts'

const rounds = 7

/** As Chromium plays them: a latency per request, and bytes per second both ways. */
const lines = [
  // What WebPageTest calls slow 3G.
  { name: 'slow 3G', roundTripMs: 400, bytesPerSecond: 50_000 },
  // What Lighthouse applies to mobile visits by default: 150 ms and 1.6 Mbit/s, with its factors for DevTools.
  { name: 'Lighthouse mobile', roundTripMs: 562.5, bytesPerSecond: (1.6 * 1024 * 0.9 * 1024) / 8 },
]

const addressOf = (index: number) => `/page-${index}.html`

const owner = 'owner@northwind.example'

/** The form as a tenant publishes it, for every site. */
async function publish({ signedIn }: DemoInstallation): Promise<string> {
  const member = await signedIn(owner)
  const { public_id } = await publishForm(member, fields, { title, submitLabel })
  return public_id
}

async function makeFloors(host: string): Promise<Contender[]> {
  const script = await bundle(join(import.meta.dirname, 'floor.ts'))
  return [
    { name: 'static HTML', kind: 'static', head: '', place: staticForm, path: ['input'] },
    {
      name: 'floor: bare Preact, one script',
      kind: 'floor',
      head: `<script async src="${host}/floor.js"></script>`,
      place: '<div id="form"></div>',
      path: ['#form', 'input'],
      files: new Map([['/floor.js', script]]),
    },
  ]
}

function summarise(line: string, { name }: Contender, visits: Visit[]): Row {
  const figure = (key: Exclude<keyof Visit, 'scripts'>, decimals = 0) =>
    round(median(visits.map((one) => one[key])), decimals)
  const times = visits.map(({ interactiveMs }) => interactiveMs)
  return {
    contender: name,
    line,
    'interactive ms': figure('interactiveMs'),
    'lowest ms': round(Math.min(...times)),
    'highest ms': round(Math.max(...times)),
    'keystroke ms': figure('keystrokeMs'),
    'script ms': figure('scriptMs'),
    'tasks ms': figure('taskMs'),
    'long tasks': figure('longTasks'),
    'longest task ms': figure('longestTaskMs'),
    shift: figure('shift', 3),
    requests: figure('requests'),
    kB: figure('kilobytes', 1),
    'kB 1 s later': figure('kilobytesLater', 1),
  }
}

/** Visits every contender by turns, so that whatever the machine does meanwhile meets all of them. */
async function race(
  browser: Browser,
  contenders: Contender[],
  pages: string,
  line: Conditions['line'],
): Promise<Visit[][]> {
  const visits = contenders.map((): Visit[] => [])
  for (let turn = 0; turn <= rounds; turn += 1) {
    for (const [index, { path }] of contenders.entries()) {
      const one = await visit(browser, { url: `${pages}${addressOf(index)}`, path }, { cpu: 4, line })
      // The first is not counted: the server compresses, the disk's cache fills.
      if (turn > 0) visits[index]?.push(one)
    }
  }
  return visits
}

async function compareAll(installation: DemoInstallation): Promise<Measurement> {
  const files: Files = new Map()
  const pages: Files = new Map()
  const [host, pageSite] = await Promise.all([openSite(files), openSite(pages)])
  const browser = await openBrowser()
  try {
    const publicId = await publish(installation)
    const contenders = [
      ...(await makeFloors(host.url)),
      ...ours(installation.url, publicId, await readSnippets(browser, installation, { publicId, owner })),
      ...(await makePeers(host.url)),
    ]
    for (const [index, contender] of contenders.entries()) {
      pages.set(addressOf(index), page(contender.head, contender.place))
      for (const [path, text] of contender.files ?? []) files.set(path, text)
    }
    const measurement: Required<Measurement> = { rows: [], ratios: {}, misses: [] }
    for (const { name, ...line } of lines) {
      const visits = await race(browser, contenders, pageSite.url, line)
      const rows = contenders.map((contender, index) => summarise(name, contender, visits[index] ?? []))
      const { ratios, misses } = judge(name, contenders, rows)
      measurement.rows.push(...rows)
      Object.assign(measurement.ratios, ratios)
      measurement.misses.push(...misses)
    }
    return measurement
  } finally {
    await browser.close()
    await Promise.all([host.stop(), pageSite.stop()])
  }
}

export const sdkTime: Benchmark = {
  name: 'sdk-time',
  question:
    'milliseconds from the navigation until a field of the same four-field form is there, is seen and keeps a keystroke; ' +
    `4x CPU throttling, two slow lines, empty cache, median of ${rounds} by turns`,
  measure: () => withInstallation(compareAll),
}
