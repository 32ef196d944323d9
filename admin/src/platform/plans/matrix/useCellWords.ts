import { useLocale, useTranslate } from 'react-admin'
import type { Cell, Values } from './cells.ts'
import { usePrice } from './usePrice.ts'

/** Tells cells and what they hold in words. */
export function useCellWords(planName: (planId: string) => string) {
  const translate = useTranslate()
  const locale = useLocale()
  const price = usePrice()

  const name = ({ kind, plan_id, key }: Cell) => {
    const plan = planName(plan_id)
    if (kind === 'plan') return plan
    const what = kind === 'limit' ? translate(`resources.plan_limits.limit_type.${key}`) : String(key)
    return translate('lapel.matrix.cell', { what, plan })
  }
  const content = (kind: Cell['kind'], values: Values): string => {
    if (values === null && kind === 'plan') return translate('lapel.matrix.no_plan')
    if (values === null) return translate(kind === 'limit' ? 'lapel.unlimited' : 'resources.status.off')
    if ('name' in values) {
      const state = values.archived ? 'archived' : values.public ? 'public' : 'private'
      return [values.name, price(values), translate(`lapel.plan.${state}`), `#${values.sort}`].join(' · ')
    }
    if ('enabled' in values) {
      const word = translate(`resources.status.${values.enabled ? 'on' : 'off'}`)
      return values.limit_value === null ? word : `${word} · ${values.limit_value.toLocaleString(locale)}`
    }
    const rule = translate(`resources.plan_limits.enforcement.${values.enforcement}`)
    return `${values.limit_value.toLocaleString(locale)} · ${rule} +${values.grace_amount.toLocaleString(locale)}`
  }
  return { name, content }
}
