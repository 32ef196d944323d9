import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { buildSdk } from '../builds.ts'
import { openDataDirectory } from '../data/directory.ts'
import { openKeys } from '../data/keys.ts'
import { takeLock } from '../data/lock.ts'
import type { Environment } from '../env.ts'
import { openListener } from '../http/listener.ts'
import type { Info } from '../info.ts'
import type { Undo } from '../shutdown.ts'
import { openPrepared, type Report } from '../start.ts'
import { startConsoleServer } from './consoleServer.ts'
import { watchFolders } from './watch.ts'

const serverFolders = ['server/src', 'supabase/functions', 'supabase/migrations', 'contract/src']
const sdkFolders = ['sdk/src', 'contract/src']

/** Longer than its own steps take together. */
const serverSeconds = 60

/** Keeps one server process running the current sources. */
function createServerProcess(variables: NodeJS.ProcessEnv, ready: (info: Info) => void) {
  let child: ChildProcess | undefined
  const stop = async () => {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null) return
    ending.kill('SIGTERM')
    await once(ending, 'exit')
  }
  const start = () => {
    child = fork(join(import.meta.dirname, 'server.ts'), { env: { ...process.env, ...variables } })
    child.on('message', (info) => ready(info as Info))
  }
  return { start, stop }
}

/** One restart after the other, however fast the changes come. */
function serially(work: () => Promise<void>): () => void {
  let tail: Promise<void> = Promise.resolve()
  return () => {
    tail = tail.then(work).catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
  }
}

/** `lapel dev`: the console reloads by itself, the SDK is rebuilt and the server restarted when their sources change. */
export async function startDevelopment(env: Environment, undo: Undo, report: Report, ready: (info: Info) => void) {
  const url = `http://localhost:${env.port}`
  openDataDirectory(env.dataDir)
  undo.push('the lock', takeLock(env.dataDir, url))
  // Only to learn early, in a clear sentence, whether the port can be had.
  await (await openListener(env.host, env.port)).drain()
  const abort = new AbortController()
  undo.push('the builds', () => abort.abort())
  const ownerUrl = await openPrepared(env, openKeys(env.dataDir), undo, report)
  await buildSdk(report, abort.signal)
  const console = await startConsoleServer()
  undo.push("the console's server", console.stop)

  const variables = { DATABASE_URL: ownerUrl, LAPEL_CONSOLE_ORIGIN: console.origin }
  const server = createServerProcess(variables, ready)
  undo.push('the server', server.stop, serverSeconds)
  server.start()
  const restart = serially(async () => {
    report('Restarting the server ...')
    await server.stop()
    server.start()
  })
  undo.push('the watch on the server', watchFolders(serverFolders, restart))
  undo.push(
    'the watch on the SDK',
    watchFolders(
      sdkFolders,
      serially(() => buildSdk(report, abort.signal)),
    ),
  )
}
