import { useEffect, useRef, useState } from 'react'
import type { RaRecord } from 'react-admin'
import type { BulkResult, TakeBacks } from './BulkAction.ts'
import { useBulkRun } from './useBulkRun.ts'

/**
 * Takes back what was done to rows, one by one, and keeps how each went.
 *
 * @param wanted to be taken back at once; nothing where the reader has yet to ask for it
 */
export function useBulkUndo(all: readonly RaRecord[], wanted: TakeBacks | undefined) {
  const { run, ...state } = useBulkRun()
  const [back, setBack] = useState(wanted)
  const begun = useRef(false)
  const rows = back ? all.filter(({ id }) => back.has(id)) : []

  const takeBack = (some: readonly RaRecord[], these: TakeBacks) =>
    run(some, async ({ id }) => {
      const answer = await these.get(id)?.()
      return { outcome: answer === 'left_alone' ? 'overtaken' : 'taken_back' }
    })
  const begin = (these: TakeBacks) => {
    begun.current = true
    setBack(these)
    return takeBack(
      all.filter(({ id }) => these.has(id)),
      these,
    )
  }
  // Once: what is taken back twice is refused the second time.
  useEffect(() => {
    if (wanted && !begun.current) void begin(wanted)
  })
  const retry = (refused: readonly RaRecord[]) => (back ? takeBack(refused, back) : Promise.resolve())
  const isLeft = (outcome: BulkResult['outcome'] | undefined) => outcome !== 'taken_back' && outcome !== 'overtaken'
  const left: TakeBacks = new Map([...(back ?? [])].filter(([id]) => isLeft(state.results.get(id)?.outcome)))
  return { ...state, rows, left, begun: back !== undefined, begin, retry }
}
