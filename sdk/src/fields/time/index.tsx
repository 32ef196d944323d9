import { moment } from '../dateTime.tsx'
import type { FieldType } from '../field.ts'

export const part: FieldType = {
  ...moment,
  strings: { time: 'Enter a whole time.', tooEarly: 'The earliest is #.', tooLate: 'The latest is #.' },
}
