import type { ComponentType } from 'react'
import type { RaRecord } from 'react-admin'

/** Something done to each of the selected rows of a list, one after the other. */
export interface BulkAction<Row extends RaRecord> {
  /** Unique in its list. */
  name: string
  /** Translation key of the button. */
  label: string
  /** Translation key of what it does, with `%{smart_count}` rows. */
  text: string
  /** Whether it asks why. */
  reason: 'required' | 'optional' | 'none'
  /** Ask for the password again first. */
  dangerous?: boolean
  /** Rows that it leaves alone, such as those already in that state. */
  appliesTo: (row: Row) => boolean
  /** What the list of results calls a row. */
  nameOf: (row: Row) => string
  /** What it needs to know besides, such as which plan. It cannot start before they say what to run. */
  Fields?: ComponentType<BulkFieldsProps<Row>>
  /** Does it. */
  run: BulkRun<Row>
}

/**
 * Takes back what was done to one row. Answers `left_alone` where others have changed it since. Rejects with a code of
 * the contract where the database refused.
 */
export type TakeBack = () => Promise<unknown>

/**
 * Does it to one row and answers how to take it back; nothing where the row was so already and is left alone. Rejects
 * with a code of the contract where the database refused.
 */
export type BulkRun<Row extends RaRecord> = (row: Row, reason: string | null) => Promise<TakeBack | undefined>

export interface BulkFieldsProps<Row extends RaRecord> {
  rows: readonly Row[]
  /** Says what to run instead of the action's own; nothing while the fields are not complete. */
  onReady: (run: BulkRun<Row> | undefined) => void
}

/** How it went with one row. */
export type BulkResult =
  | { outcome: 'done'; takeBack: TakeBack }
  | { outcome: 'left_alone' | 'overtaken' | 'taken_back' }
  | { outcome: 'refused'; why: string }

/** How to take back what was done, by the id of the row. */
export type TakeBacks = ReadonlyMap<RaRecord['id'], TakeBack>
