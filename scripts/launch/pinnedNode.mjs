import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
/** The Node that package.json pins, once installed. */
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node')

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** The parent of a process, or null where the system does not say. */
function parentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]
  } catch {
    return null
  }
}

/** Ends the child when npm is gone: killed outright, npm tells nobody, and its shell may outlive it. */
function endWithNpm(child) {
  const parents = () => `${process.ppid} ${parentOf(process.ppid)}`
  const first = parents()
  const timer = setInterval(() => {
    if (parents() !== first) child.kill('SIGTERM')
  }, 500)
  timer.unref()
  return timer
}

/**
 * Runs a script under the pinned Node and forwards signals to it. The child holds an IPC channel, by which it notices
 * when this process is killed outright.
 *
 * @param {string[]} args script (relative to the repository) and its arguments
 * @returns {Promise<number>} the exit code; 128 + signal number when a signal ended the script
 */
export function runUnderPinnedNode([script, ...args]) {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const child = spawn(pinnedNode, [join(root, script), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: path },
  })
  const timer = process.env.npm_lifecycle_event ? endWithNpm(child) : undefined
  for (const signal of forwarded) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`The pinned Node could not be started: ${error.message}. Remove node_modules and run npm start.`)
      resolve(1)
    })
    child.on('exit', (code, signal) => {
      clearInterval(timer)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}
