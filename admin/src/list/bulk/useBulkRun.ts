import { useRef, useState } from 'react'
import { type RaRecord, useRefresh } from 'react-admin'
import { refusalOf } from '../../providers/refusal.ts'
import type { BulkAction, BulkResult, BulkRun } from './BulkAction.ts'

async function attempt<Row extends RaRecord>(
  { appliesTo }: BulkAction<Row>,
  act: BulkRun<Row>,
  row: Row,
  reason: string | null,
): Promise<BulkResult> {
  if (!appliesTo(row)) return { outcome: 'left_alone' }
  try {
    await act(row, reason)
    return { outcome: 'done' }
  } catch (error) {
    return { outcome: 'refused', why: refusalOf(error) }
  }
}

/** Runs an action over rows, one by one, and keeps how each went. A row that was refused does not stop the others. */
export function useBulkRun<Row extends RaRecord>(action: BulkAction<Row>) {
  const refresh = useRefresh()
  const stopped = useRef(false)
  const [running, setRunning] = useState(false)
  const [results, setResults] = useState<ReadonlyMap<Row['id'], BulkResult>>(new Map())

  const run = async (rows: readonly Row[], reason: string | null, act: BulkRun<Row>) => {
    stopped.current = false
    setRunning(true)
    for (const row of rows) {
      if (stopped.current) break
      const result = await attempt(action, act, row, reason)
      setResults((known) => new Map(known).set(row.id, result))
    }
    setRunning(false)
    refresh()
  }
  const stop = () => {
    stopped.current = true
  }
  return { run, stop, running, results }
}
