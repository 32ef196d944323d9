import { setTimeout as sleep } from 'node:timers/promises'
import { createBell } from './bell.ts'

/** How often it is asked what is due. */
const askEveryMs = 1000

/** How long a stop waits for what is under way before it cuts it off. */
const graceMs = 4000

/** A kind of work whose items are leased from the database. */
export interface Work<Item> {
  /** What waits when the database does not answer, for the operator. */
  name: string
  /** Items under way at once. */
  mostAtOnce: number
  /** Leases what is due, no more than there is room for. */
  claim(room: number): Promise<readonly Item[]>
  /**
   * From an item to the row that says how it went. What it throws is trouble with the database: the lease runs out, and
   * the item is due again. Once the signal is aborted it has little time left to give the item back.
   */
  carryOut(item: Item, signal: AbortSignal): Promise<void>
}

/** Work that is going on. */
export interface SteadyWork {
  /** Lets what is under way end, for a few seconds, and has the rest given back: it is due again at once. */
  stop(): Promise<void>
}

/**
 * Does what is due until it is stopped. Any number of processes may: each item is leased to one of them, and taken back
 * from one that does not come back. When the database does not answer it says so once and goes on asking.
 *
 * @param complain is told what an operator should know
 */
export function startSteadyWork<Item>(work: Work<Item>, complain: (sentence: string) => void): SteadyWork {
  const bell = createBell()
  const cut = new AbortController()
  const underWay = new Set<Promise<void>>()
  let stopping = false
  let reachable = true

  const failed = (error: unknown) => {
    if (reachable) complain(`${work.name} wait for the database: ${error instanceof Error ? error.message : error}`)
    reachable = false
  }

  function begin(item: Item): void {
    const going = work
      .carryOut(item, cut.signal)
      .catch(failed)
      .finally(() => {
        underWay.delete(going)
        bell.ring()
      })
    underWay.add(going)
  }

  async function goOn(): Promise<void> {
    while (!stopping) {
      try {
        const room = work.mostAtOnce - underWay.size
        for (const item of room > 0 ? await work.claim(room) : []) begin(item)
        reachable = true
      } catch (error) {
        failed(error)
      }
      await bell.wait(askEveryMs)
    }
  }
  const working = goOn()

  return {
    stop: async () => {
      stopping = true
      bell.ring()
      await working
      const all = Promise.all(underWay)
      const within = () => Promise.race([all, sleep(graceMs, undefined, { ref: false })])
      await within()
      cut.abort(new Error('the worker stops'))
      await within()
    },
  }
}
