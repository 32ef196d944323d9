import { useRef, useState } from 'react'
import { type RaRecord, useRefresh } from 'react-admin'
import { refusalOf } from '../../providers/refusal.ts'
import type { BulkResult } from './BulkAction.ts'

/** Goes through rows, one by one, and keeps how each went. A row that was refused does not stop the others. */
export function useBulkRun<Row extends RaRecord>() {
  const refresh = useRefresh()
  const stopped = useRef(false)
  const [running, setRunning] = useState(false)
  const [results, setResults] = useState<ReadonlyMap<Row['id'], BulkResult>>(new Map())

  const run = async (rows: readonly Row[], act: (row: Row) => Promise<BulkResult>) => {
    stopped.current = false
    setRunning(true)
    for (const row of rows) {
      if (stopped.current) break
      const result = await act(row).catch((error: unknown) => ({ outcome: 'refused', why: refusalOf(error) }) as const)
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
