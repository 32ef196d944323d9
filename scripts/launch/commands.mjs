import { ensureInstalled } from './install.mjs'
import { runUnderPinnedNode } from './pinnedNode.mjs'

/** What each npm script runs, under the pinned Node. */
const commands = {
  start: ['cli/bin/lapel.mjs', 'start'],
  dev: ['cli/bin/lapel.mjs', 'dev'],
  test: ['scripts/test.ts'],
  check: ['scripts/check.ts'],
  'check:db': ['scripts/checkDb.ts'],
  'check:e2e': ['scripts/checkE2e.ts'],
  bench: ['bench/src/run.ts'],
  fuzz: ['scripts/fuzz.ts'],
}

/** Installs what is missing, then runs one of {@link commands} and ends this process with its exit code. */
export async function runCommand(name, args) {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined
  if (!command) {
    console.error(`Unknown command ${name ?? '(none)'}: use one of ${Object.keys(commands).join(', ')}.`)
    process.exit(2)
  }
  if (!(await ensureInstalled())) process.exit(1)
  process.exit(await runUnderPinnedNode([...command, ...args]))
}
