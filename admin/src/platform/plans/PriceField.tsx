import { useLocale, useRecordContext, useTranslate } from 'react-admin'
import type { Plan } from './row.ts'

export const PriceField = () => {
  const plan = useRecordContext<Plan>()
  const locale = useLocale()
  const translate = useTranslate()
  if (!plan) return null
  if (plan.price === 0) return <>{translate('lapel.plan.free')}</>
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: plan.currency })
  const { maximumFractionDigits: digits = 2 } = format.resolvedOptions()
  return <>{`${format.format(plan.price / 10 ** digits)} ${translate(`lapel.plan.per.${plan.interval}`)}`}</>
}
