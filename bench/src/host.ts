import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from '@lapel/server/freePort'
import { withScratch } from '../../scripts/checks/scratch.ts'

/** A running Lapel with the extra routes of hostProcess.ts. */
export interface Host {
  url: string
  /** A published instance that takes name, email and message. */
  publicId: string
  /** A thousand more of them, spread over 50 tenants. */
  publicIds: string[]
}

async function whenReady(child: ChildProcess): Promise<Host> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The server under measurement ended with ${code}.`)
    }),
  ])
  return message as Host
}

/** Runs a measurement against a Lapel in a process and on a database of its own. */
export function withHost<T>(measure: (host: Host) => Promise<T>): Promise<T> {
  return withScratch('bench', async (dataDir) => {
    const env = { ...process.env, LAPEL_DATA_DIR: dataDir, LAPEL_PORT: String(await freePort()), LAPEL_SEED: 'none' }
    const child = fork(join(import.meta.dirname, 'hostProcess.ts'), { env })
    try {
      return await measure(await whenReady(child))
    } finally {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
    }
  })
}
