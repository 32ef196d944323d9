import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

// The same engine without a window to draw: a page of its own costs a sixth of the CPU.
const shell = 'chromium-headless-shell'
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const isRoot = process.getuid?.() === 0

const installedOnMac = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

function findOnPath(name: string): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name))
}

function findFirst(paths: string[]): string | null {
  const chosen = process.env.LAPEL_CHROMIUM
  if (chosen) return existsSync(chosen) ? chosen : null
  return paths.find((path) => existsSync(path)) ?? null
}

/** A browser with everything that visitors' have, such as a back/forward cache. Null when there is none. */
export function findWholeChromium(): string | null {
  return findFirst([...names.flatMap(findOnPath), ...installedOnMac, chromium.executablePath()])
}

/** The browser to drive: LAPEL_CHROMIUM, the system's shell or whole browser, or Playwright's own. Null when there is none. */
export function findChromium(): string | null {
  return findFirst(findOnPath(shell)) ?? findWholeChromium()
}

/** Debian's packages, where they may be installed. */
function installPackaged(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore', env, timeout: 300_000 }).status === 0
  const install = (...packages: string[]) => run('install', '-y', '--no-install-recommends', ...packages)
  const isInstalled = install('chromium', shell) || (run('update') && install('chromium', shell))
  if (!isInstalled) install('chromium')
}

const installDownloaded = () => spawnSync('playwright', ['install', 'chromium'], { stdio: 'ignore' })

/** Whether the browser can run here: a downloaded one may lack libraries of the system. */
function runs(path: string | null): path is string {
  return path !== null && spawnSync(path, [...launchFlags, '--headless', '--version']).status === 0
}

/** Finds a browser, or installs one. Throws with what to do when neither works. */
export function ensureChromium(): string {
  const mayInstall = isRoot && existsSync('/usr/bin/apt-get')
  const found = findChromium()
  const isEnough = runs(found) && (process.env.LAPEL_CHROMIUM || !mayInstall || found.endsWith(shell))
  if (isEnough && runs(findWholeChromium())) return found
  for (const install of process.env.LAPEL_CHROMIUM
    ? []
    : [...(mayInstall ? [installPackaged] : []), installDownloaded]) {
    install()
    const installed = findChromium()
    if (runs(installed) && runs(findWholeChromium())) return installed
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
