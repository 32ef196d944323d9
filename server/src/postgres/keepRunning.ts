import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../refusal.ts'
import type { Postmaster } from './postmaster.ts'

const pauseMs = 500
/** How long the backends of a killed Postgres may take to notice. */
const lingerMs = 20_000

/** A killed Postgres leaves backends that finish their statement first: until then nobody else may touch the data. */
async function startOnceFree(start: () => Promise<Postmaster>): Promise<Postmaster> {
  for (let waited = 0; ; waited += pauseMs) {
    try {
      return await start()
    } catch (error) {
      const lingering = error instanceof Refusal && error.message.includes('shared memory block')
      if (!lingering || waited >= lingerMs) throw error
      await sleep(pauseMs)
    }
  }
}

/**
 * Starts Postgres and starts it again whenever it ends by itself: killed, or given up for want of disk space, for which
 * it is tried until there is room. Throws only when the first start fails.
 *
 * @returns stops it for good
 */
export async function keepRunning(start: () => Promise<Postmaster>): Promise<() => Promise<void>> {
  let stopping = false
  let current: Postmaster | null = await startOnceFree(start)
  const again = () =>
    startOnceFree(start).catch((error: Error) => {
      console.error(`postgres: ${error.message}`)
      return null
    })
  const watch = async () => {
    while (!stopping) {
      await (current ? current.ended : sleep(pauseMs))
      if (stopping) return
      if (current) console.error('postgres: it has ended by itself and is started again.')
      current = null
      current = await again()
    }
    await current?.stop()
  }
  const watched = watch()
  return async () => {
    stopping = true
    await current?.stop()
    await watched
  }
}
