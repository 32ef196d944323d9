import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'

const names = ['firefox-esr', 'firefox']
const installedOnMac = '/Applications/Firefox.app/Contents/MacOS/firefox'

function findFirefox(): string | null {
  const chosen = process.env.LAPEL_FIREFOX
  const folders = (process.env.PATH ?? '').split(delimiter)
  const paths = chosen ? [chosen] : [...names.flatMap((name) => folders.map((at) => join(at, name))), installedOnMac]
  return paths.find((path) => existsSync(path)) ?? null
}

function installPackaged(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore', env, timeout: 300_000 }).status === 0
  const install = () => names.some((name) => run('install', '-y', '--no-install-recommends', name))
  if (!install() && run('update')) install()
}

/**
 * The Firefox that people have: LAPEL_FIREFOX, the system's, or Debian's, installed when root asks. Playwright only drives
 * one of its own making. Null where there is none and it may not be installed. Throws when it may and cannot.
 */
export function ensureFirefox(): string | null {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && !process.env.LAPEL_FIREFOX
  const found = findFirefox()
  if (found || !mayInstall) return found
  installPackaged()
  const installed = findFirefox()
  if (installed) return installed
  throw new Error('No Firefox was found, and none could be installed. Install one, or set LAPEL_FIREFOX to its path.')
}

/** Opens Firefox with a profile of its own, which goes when it is closed. */
export async function openFirefox(executablePath: string): Promise<Browser> {
  const home = mkdtempSync(join(tmpdir(), 'lapel-firefox-'))
  const env = { ...process.env, HOME: home }
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, env })
  browser.once('disconnected', () => rmSync(home, { recursive: true, force: true }))
  return browser
}
