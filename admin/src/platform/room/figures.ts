import { useLocale } from 'react-admin'
import { byteSize } from '../../display/byteSize.ts'

/** Numbers as the reader's language writes them. */
export function useFigures() {
  const locale = useLocale()
  const number = (value: number) => value.toLocaleString(locale)
  const bytes = (value: number) => byteSize(value, locale)
  /** A change against what was before, such as `+12%`; null when there was nothing. */
  const change = (now: number, before: number) =>
    before === 0
      ? null
      : ((now - before) / before).toLocaleString(locale, {
          style: 'percent',
          signDisplay: 'exceptZero',
          maximumFractionDigits: 0,
        })
  return { number, bytes, change }
}
