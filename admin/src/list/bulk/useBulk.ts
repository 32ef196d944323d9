import { createContext, useContext } from 'react'
import type { RaRecord } from 'react-admin'
import type { BulkAction, TakeBacks } from './BulkAction.ts'

export interface Bulk {
  action: BulkAction<RaRecord>
  rows: readonly RaRecord[]
  /** Take this back instead of doing anything. */
  back?: TakeBacks
  /** Told once something was tried. */
  onRan?: () => void
}

export const BulkContext = createContext<(bulk: Bulk) => void>(() => undefined)

/** Asks for an action on many rows, does it and shows how it went, wherever the reader goes meanwhile. */
export const useBulk = () => useContext(BulkContext)
