import { useLocale, useTranslate } from 'react-admin'
import type { PlanValues } from './cells.ts'

/** How many minor units a currency's price has behind the point. */
export const digitsOf = (currency: string): number => {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** Tells a price in words. */
export function usePrice() {
  const locale = useLocale()
  const translate = useTranslate()
  return ({ price, currency, interval }: PlanValues) => {
    if (price === 0) return translate('lapel.plan.free')
    const amount = new Intl.NumberFormat(locale, { style: 'currency', currency }).format(
      price / 10 ** digitsOf(currency),
    )
    return `${amount} ${translate(`lapel.plan.per.${interval}`)}`
  }
}
