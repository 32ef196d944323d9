import type { Submission } from './row.ts'

/** One answer in words. Whatever a visitor sent, it is shown as text. */
export function answerText(value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (Array.isArray(value)) return value.map(answerText).join(', ')
  if (typeof value === 'object') return JSON.stringify(value, null, 2)
  return String(value)
}

/** The first answers of a submission in one line, for lists. */
export const answerLine = ({ payload }: Pick<Submission, 'payload'>): string =>
  Object.values(payload)
    .map(answerText)
    .filter((text) => text !== '')
    .slice(0, 3)
    .join(' · ')
