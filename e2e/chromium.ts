import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const isRoot = process.getuid?.() === 0

const installedOnMac = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

function findOnPath(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** The browser to drive: LAPEL_CHROMIUM, the system's, or Playwright's own. Null when there is none. */
export function findChromium(): string | null {
  const chosen = process.env.LAPEL_CHROMIUM
  if (chosen) return existsSync(chosen) ? chosen : null
  return [...findOnPath(), ...installedOnMac, chromium.executablePath()].find((path) => existsSync(path)) ?? null
}

const installers = [
  { command: 'playwright', args: ['install', 'chromium'] },
  ...(isRoot && process.platform === 'linux'
    ? [
        { command: 'apt-get', args: ['update'] },
        { command: 'apt-get', args: ['install', '-y', '--no-install-recommends', 'chromium'] },
      ]
    : []),
]

/** Whether the browser can run here: a downloaded one may lack libraries of the system. */
function runs(path: string | null): path is string {
  return path !== null && spawnSync(path, [...launchFlags, '--headless', '--version']).status === 0
}

/** Finds a browser, or installs one. Throws with what to do when neither works. */
export function ensureChromium(): string {
  const found = findChromium()
  if (runs(found)) return found
  for (const { command, args } of process.env.LAPEL_CHROMIUM ? [] : installers) {
    spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    const installed = findChromium()
    if (runs(installed)) return installed
  }
  throw new Error(
    'No Chromium was found, and none could be installed. Install Chromium or Google Chrome, or set LAPEL_CHROMIUM to ' +
      'the path of one, and run it again.',
  )
}

/** Root cannot use Chromium's sandbox; a browser under test has no business on the network. */
export const launchFlags = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
]
