import { useState } from 'react'
import { refusalOf } from '../../../providers/refusal.ts'
import { inLanes } from './inLanes.ts'

export type Outcome = { state: 'waiting' | 'done' | 'unchanged' } | { state: 'refused'; refusal: string }

/** Whether an act changed the tenant, or found it so. */
export type Act = (id: string) => Promise<'done' | 'unchanged'>

/** Few enough that others are served meanwhile. */
const lanes = 4

/** Acts on tenants one by one, so that a refusal stops none of the others, and keeps what became of each. */
export function useRun() {
  const [outcomes, setOutcomes] = useState<Readonly<Record<string, Outcome>>>({})
  const [running, setRunning] = useState(false)
  const note = (id: string, outcome: Outcome) => setOutcomes((known) => ({ ...known, [id]: outcome }))
  const run = async (ids: readonly string[], act: Act) => {
    setRunning(true)
    for (const id of ids) note(id, { state: 'waiting' })
    await inLanes(ids, lanes, async (id) => {
      try {
        note(id, { state: await act(id) })
      } catch (error) {
        note(id, { state: 'refused', refusal: refusalOf(error) })
      }
    })
    setRunning(false)
  }
  return { outcomes, running, run }
}
