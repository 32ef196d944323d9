import { moment } from '../dateTime.tsx'
import type { FieldType } from '../field.ts'

export const part: FieldType = {
  ...moment,
  strings: { date: 'Enter a whole date.', tooEarly: 'The earliest is #.', tooLate: 'The latest is #.' },
}
