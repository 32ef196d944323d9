import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinnedNode, root } from './pinnedNode.mjs'

const marker = join(root, 'node_modules', '.lapel-installed')

function wantedHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex')
}

function isInstalled(hash) {
  return existsSync(pinnedNode) && existsSync(marker) && readFileSync(marker, 'utf8') === hash
}

/** Runs a command quietly; gives its exit code and everything it wrote. */
function run(command, args) {
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/**
 * Installs the dependencies when the lockfile differs from what was installed last.
 * Uses the Node and pnpm that package.json pins, so the machine's own versions do not matter.
 *
 * @returns {Promise<boolean>} false when the installation failed; the reason has been printed
 */
export async function ensureInstalled() {
  const hash = wantedHash()
  if (isInstalled(hash)) return true
  const { node, pnpm } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies
  console.error('Installing dependencies (the first time takes about a minute) ...')
  const install = ['--yes', `--package=node@${node}`, `--package=pnpm@${pnpm}`, '--', 'pnpm', 'install']
  const { code, output } = await run('npx', [...install, '--frozen-lockfile'])
  if (code !== 0) {
    console.error(output)
    console.error('The dependencies could not be installed. Check the network and the lines above, then run it again.')
    return false
  }
  writeFileSync(marker, hash)
  return true
}
