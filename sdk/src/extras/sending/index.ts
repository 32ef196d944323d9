import { ErrorSummary } from './ErrorSummary.tsx'
import { english } from './english.ts'
import { explain } from './explain.ts'
import { begin } from './prove.ts'
import { Receipt } from './Receipt.tsx'
import css from './sending.css?inline'
import type { Sending } from './sending.ts'
import { check, recheck, submit } from './submit.ts'

export const part: Sending = {
  check,
  recheck,
  begin,
  submit,
  explain,
  Summary: ErrorSummary,
  Receipt,
  css,
  strings: english,
}
