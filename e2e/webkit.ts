import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Readable } from 'node:stream'
import { freePort } from '@lapel/server/freePort'
import { Builder, type WebDriver } from 'selenium-webdriver'

const driver = 'WebKitWebDriver'
const needed = [driver, 'Xvfb', 'dbus-run-session']
const packages = ['webkit2gtk-driver', 'xvfb', 'dbus']

const isOnPath = (name: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))
const isThere = () => needed.every(isOnPath)

function installPackaged(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore', env, timeout: 300_000 }).status === 0
  const install = () => run('install', '-y', '--no-install-recommends', ...packages)
  if (!install() && run('update')) install()
}

/**
 * Whether WebKit, the engine of Safari, can be driven here: the one of Debian, installed when root asks. Throws when it
 * may be installed and cannot.
 */
export function ensureWebKit(): boolean {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (isThere() || !mayInstall) return isThere()
  installPackaged()
  if (isThere()) return true
  throw new Error(`No WebKit could be installed. Install the packages ${packages.join(', ')}, and run it again.`)
}

/** A browser with WebKit, on a screen that nobody sees. */
export interface WebKit {
  driver: WebDriver
  close(): Promise<void>
}

async function startScreen(): Promise<{ screen: ChildProcess; display: string }> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1000x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const [number] = await once(screen.stdio[3] as Readable, 'data')
  return { screen, display: `:${String(number).trim()}` }
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const isUp = await fetch(`${url}/status`).then(
      () => true,
      () => false,
    )
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${driver} did not start.`)
}

/** Opens a browser with a profile of its own, which goes when it is closed, with everything that was started for it. */
export async function openWebKit(): Promise<WebKit> {
  const home = mkdtempSync(join(tmpdir(), 'lapel-webkit-'))
  const { screen, display } = await startScreen()
  const port = await freePort()
  // Drawn by the processor: a screen that nobody sees has no card.
  const drawing = { LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1' }
  const env = { ...process.env, ...drawing, DISPLAY: display, HOME: home }
  // In a group of its own: the bus starts more than the driver, and none of it ends with the bus.
  const bus = spawn('dbus-run-session', ['--', driver, '-p', String(port)], { stdio: 'ignore', env, detached: true })
  const end = () => {
    if (bus.pid) process.kill(-bus.pid)
    screen.kill()
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const url = `http://127.0.0.1:${port}`
    await answers(url)
    const session = await new Builder().usingServer(url).withCapabilities({ browserName: 'MiniBrowser' }).build()
    return { driver: session, close: () => session.quit().finally(end) }
  } catch (error) {
    end()
    throw error
  }
}
