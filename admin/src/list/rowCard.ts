import type { ReactNode } from 'react'
import type { RaRecord } from 'react-admin'

/** A row in three parts: what it is, more about it, and its state at the far end. Each is drawn within the row's record. */
export interface RowCard<Row extends RaRecord> {
  primary: (row: Row) => ReactNode
  secondary?: (row: Row) => ReactNode
  tertiary?: (row: Row) => ReactNode
}
