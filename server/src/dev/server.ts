import { openKeys } from '../data/keys.ts'
import { prepareDatabase } from '../database/prepare.ts'
import { readEnvironment } from '../env.ts'
import { openListener } from '../http/listener.ts'
import { Refusal } from '../refusal.ts'
import { serve } from '../serve.ts'
import { createUndo, onEnd } from '../shutdown.ts'

/**
 * The process that `lapel dev` restarts on every change: all of `lapel start` but the database and the builds, which stay
 * up. It is told where they are by DATABASE_URL and LAPEL_CONSOLE_ORIGIN.
 */
const undo = createUndo()
onEnd(async () => {
  await undo.run()
  process.exit(0)
})

try {
  const env = readEnvironment(process.env)
  const ownerUrl = env.databaseUrl ?? ''
  const consoleOrigin = process.env.LAPEL_CONSOLE_ORIGIN ?? ''
  const listener = await openListener(env.host, env.port)
  undo.push('the port', listener.drain)
  const keys = openKeys(env.dataDir)
  await prepareDatabase(ownerUrl, keys, env)
  const info = await serve({ env, keys, ownerUrl, listener, url: `http://localhost:${env.port}`, consoleOrigin }, undo)
  process.send?.(info)
} catch (error) {
  await undo.run()
  console.error(error instanceof Refusal ? error.message : error)
  process.exit(error instanceof Refusal ? error.exitCode : 1)
}
