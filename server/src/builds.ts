import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.ts'
import { precompress } from './precompress.ts'
import { Refusal } from './refusal.ts'

/** A folder that is built into its own `dist`. */
export type Room = 'sdk' | 'admin' | 'examples/react'

type Report = (line: string) => void

const names: Record<Room, string> = { sdk: 'the SDK', admin: 'the console', 'examples/react': 'the example in React' }

/** What a room's build reads beyond itself and the contract. */
const readsToo: Partial<Record<Room, string[]>> = { 'examples/react': ['sdk/**/*', 'examples/*.css'] }

const ignored = /(^|\/)(node_modules|dist|test|fixtures)(\/|$)|\.test\.tsx?$/

/** A digest of everything that a room's build reads. */
function inputsOf(room: Room): string {
  const files = globSync([`${room}/**/*`, 'contract/src/**/*', 'pnpm-lock.yaml', ...(readsToo[room] ?? [])], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => ignored.test(join(entry.parentPath, entry.name).slice(root.length)),
  })
  const hash = createHash('sha256')
  for (const path of files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function runBuild(room: Room, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    const child = spawn(process.execPath, ['--run', 'build'], { cwd: join(root, room), signal })
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Refusal(`${output.trim()}\nBuilding ${names[room]} failed: see the lines above.`))
    })
  })
}

/**
 * Builds a room, unless its sources are those of its last build.
 *
 * @param report takes a line when the build begins
 * @param signal ends the build early
 */
export async function build(room: Room, report: Report, signal: AbortSignal): Promise<void> {
  const record = join(root, room, 'dist', '.inputs')
  const inputs = inputsOf(room)
  if (existsSync(record) && readFileSync(record, 'utf8') === inputs) return
  report(`Building ${names[room]} ...`)
  await runBuild(room, signal)
  await precompress(join(root, room, 'dist'))
  writeFileSync(record, inputs)
}

/** Builds the SDK, and then the example that is made with it, as {@link build} does. */
export async function buildSdk(report: Report, signal: AbortSignal): Promise<void> {
  await build('sdk', report, signal)
  await build('examples/react', report, signal)
}

/** Builds all that an installation serves. */
export async function buildAll(report: Report, signal: AbortSignal): Promise<void> {
  await Promise.all([buildSdk(report, signal), build('admin', report, signal)])
}
