import type { Field } from '@lapel/contract/fieldRules'
import type { Submission } from './row.ts'

/** What a choice is called, and how yes and no are said. */
export interface Words {
  options?: Field['options']
  yes?: string
  no?: string
}

/** One answer in words. Whatever a visitor sent, it is shown as text. */
export function answerText(value: unknown, words: Words = {}): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'boolean') return (value ? words.yes : words.no) ?? String(value)
  if (Array.isArray(value)) return value.map((item) => answerText(item, words)).join(', ')
  if (typeof value === 'object') return JSON.stringify(value, null, 2)
  return words.options?.find((option) => option.value === value)?.label ?? String(value)
}

/** The first written answers of a submission in one line, for lists. */
export const answerLine = ({ payload }: Pick<Submission, 'payload'>): string =>
  Object.values(payload)
    .filter((answer) => typeof answer === 'string' && answer !== '')
    .slice(0, 3)
    .join(' · ')
