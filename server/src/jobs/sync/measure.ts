import type { Mapping } from './config.ts'
import { readDecimal, toMinorUnits } from './decimal.ts'
import { forGood, SyncFailure } from './failure.ts'
import { readTime } from './time.ts'

/** One row of `metric_events`, as `private.store_sync_page` takes it. */
export interface Measurement {
  recorded_at: string
  metric_key: string
  /** Exact, as text. */
  value: string
  /** Of money only. */
  currency: string | null
  source_id: string
}

/** What a measurement's metric and store say about it. */
export interface Terms {
  /** The store's. */
  currency: string
  /** By metric. */
  units: Record<string, string>
}

/** What a row has at a place of the mapping; undefined or null when it has nothing there. */
export type Read = (place: string) => unknown

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''

/** Reads an id of the source. */
export function readId(value: unknown, place: string): string {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  if (text.length < 1 || text.length > 200) throw new SyncFailure(`${place} is no id of 1 to 200 characters.`)
  return text
}

/** Reads a time. */
export function requireTime(value: unknown, place: string): string {
  const time = readTime(value)
  if (time === null) throw new SyncFailure(`${place} is no time.`)
  return time
}

/** Reads an amount in minor units. */
export function readMoney(value: unknown, place: string, currency: string, money: Mapping['money'] = 'major'): string {
  const decimal = readDecimal(value)
  if (decimal === null) throw new SyncFailure(`${place} is no number.`)
  return money === 'minor' ? decimal : toMinorUnits(decimal, currency)
}

/** Reads a currency. */
export function readCurrency(value: unknown, place: string): string {
  if (typeof value !== 'string' || !/^[A-Z]{3}$/.test(value)) throw new SyncFailure(`${place} is no currency.`)
  return value
}

function readValue(read: Read, place: string | 1): string {
  const decimal = readDecimal(place === 1 ? 1 : read(place))
  if (decimal === null) throw new SyncFailure(`${place} is no number.`)
  return decimal
}

/** Throws when the mapping names a metric that there is not. */
export function requireMetrics({ metrics }: Mapping, { units }: Terms): void {
  for (const key of Object.keys(metrics)) {
    if (!Object.hasOwn(units, key)) throw forGood(`The config is not valid: there is no metric ${key}.`)
  }
}

/** What one row measures: nothing for a metric that it has no value for. */
export function measure(read: Read, mapping: Mapping, terms: Terms): Measurement[] {
  const source_id = readId(read(mapping.id), mapping.id)
  const recorded_at = requireTime(read(mapping.recorded_at), mapping.recorded_at)
  const named = mapping.currency !== undefined && !isEmpty(read(mapping.currency))
  const currency = named ? readCurrency(read(mapping.currency ?? ''), mapping.currency ?? '') : terms.currency
  return Object.entries(mapping.metrics)
    .filter(([, place]) => place === 1 || !isEmpty(read(place)))
    .map(([metric_key, place]) => {
      const isMoney = terms.units[metric_key] === 'money_minor' && place !== 1
      return {
        recorded_at,
        metric_key,
        value: isMoney ? readMoney(read(place), place, currency, mapping.money) : readValue(read, place),
        currency: isMoney ? currency : null,
        source_id,
      }
    })
}

/** {@link measure} of every row of a page; a failure tells which row it was, counted from one, and is for good. */
export function measureAll<Row>(rows: readonly Row[], one: (row: Row) => Measurement[], before = 0): Measurement[] {
  return rows.flatMap((row, index) => {
    try {
      return one(row)
    } catch (error) {
      if (!(error instanceof SyncFailure)) throw error
      throw forGood(`Row ${before + index + 1}: ${error.message}`)
    }
  })
}
