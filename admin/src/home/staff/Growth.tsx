import { useGetList, useLocale, useTranslate } from 'react-admin'
import { Chart } from '../../chart/Chart.tsx'
import { type Point, totalOf } from '../../chart/series.ts'
import type { Plan } from '../../platform/plans/row.ts'
import type { PlanAmount } from '../../providers/figures.ts'
import { askedEarlyMs } from '../../providers/listRequest.ts'
import { lastDays, pointsOf, seriesOf } from './byPlan.ts'
import { allPlans } from './queries.ts'

function usePlanNames(): ReadonlyMap<string, string> {
  const { data = [] } = useGetList<Plan>(allPlans.resource, allPlans.params, { staleTime: askedEarlyMs })
  return new Map(data.map(({ plan_id, name }) => [plan_id, name]))
}

const sum = (points: readonly Point[]) => points.reduce((total, point) => total + totalOf(point), 0)

/** Submissions a day, by plan. */
export const Use = ({ amounts }: { amounts: readonly PlanAmount[] }) => {
  const translate = useTranslate()
  const points = pointsOf(amounts, useLocale(), lastDays(30))
  return (
    <Chart
      question={translate('lapel.staff_home.use')}
      answer={translate('lapel.staff_home.use_text', { smart_count: sum(points) })}
      points={points}
      series={seriesOf(amounts, usePlanNames())}
    />
  )
}

/** Organizations at the end of each week, by plan. */
export const Growth = ({ amounts }: { amounts: readonly PlanAmount[] }) => {
  const translate = useTranslate()
  const locale = useLocale()
  const points = pointsOf(amounts, locale)
  const now = sum(points.slice(-1))
  const more = now - sum(points.slice(0, 1))
  const change = more === 0 ? '±0' : new Intl.NumberFormat(locale, { signDisplay: 'always' }).format(more)
  return (
    <Chart
      question={translate('lapel.staff_home.growth')}
      answer={translate('lapel.staff_home.growth_text', { smart_count: now, change })}
      points={points}
      series={seriesOf(amounts, usePlanNames())}
    />
  )
}
