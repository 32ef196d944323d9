import type { FieldValue } from '../../../lapel.d.ts'

/** What the code in the frame may say; everything else is passed over. */
export type Said =
  | { lapel: 'ready' | 'failed' | 'close' }
  | { lapel: 'height'; height: number }
  | { lapel: 'submit'; payload: Record<string, FieldValue> }

/** What the page says to it. */
export type Told =
  | { lapel: 'settings'; settings: object; language: string }
  | { lapel: 'sending' | 'sent' | 'failed' }
  | { lapel: 'refused'; errors: Record<string, string> }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isValue = (value: unknown): value is FieldValue =>
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'))

/** Heights that a config may ask for, in CSS pixels. */
const heights = { least: 40, most: 2000 }

/** Reads a message of code that nobody trusts; undefined for what the protocol does not have. */
export function readMessage(data: unknown): Said | undefined {
  if (!isRecord(data)) return undefined
  const { lapel, height, payload } = data
  switch (lapel) {
    case 'ready':
    case 'failed':
    case 'close':
      return { lapel }
    case 'height':
      if (typeof height !== 'number' || !Number.isFinite(height)) return undefined
      return { lapel, height: Math.ceil(Math.min(Math.max(height, heights.least), heights.most)) }
    case 'submit': {
      if (!isRecord(payload)) return undefined
      const entries = Object.entries(payload).filter((entry): entry is [string, FieldValue] => isValue(entry[1]))
      return { lapel, payload: Object.fromEntries(entries) }
    }
    default:
      return undefined
  }
}
