import { useLocale } from 'react-admin'

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Numbers as the reader's language writes them. */
export function useFigures() {
  const locale = useLocale()
  const number = (value: number) => value.toLocaleString(locale)
  const bytes = (value: number) => {
    const step = value > 0 ? Math.min(units.length - 1, Math.floor(Math.log10(value) / 3)) : 0
    return (value / 1000 ** step).toLocaleString(locale, {
      style: 'unit',
      unit: units[step] ?? 'byte',
      unitDisplay: 'short',
      maximumFractionDigits: 1,
    })
  }
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
