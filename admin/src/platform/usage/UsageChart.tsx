import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import { Bars } from '../../chart/Bars.tsx'
import { Section } from '../../display/Section.tsx'
import { dayName } from '../../display/Time.tsx'
import { useFigures } from '../room/figures.ts'
import { Loaded } from '../room/Loaded.tsx'
import { useAnswer } from '../room/useAnswer.ts'
import { type TypeUsage, totalOf, type UsageDay } from './rows.ts'
import { asArguments, type UsageFilters } from './useUsageFilters.ts'

/** How much was used, and whether that is more than before: the figure, the change and each day. */
export const UsageChart = ({ filters }: { filters: UsageFilters }) => {
  const translate = useTranslate()
  const locale = useLocale()
  const { number, change } = useFigures()
  const { event_type: ofType, ...span } = asArguments(filters)
  const query = useAnswer<UsageDay[]>('usage_by_day', asArguments(filters))
  const { data: types = [] } = useAnswer<TypeUsage[]>('usage_by_type', span)
  const before = types
    .filter(({ event_type }) => !ofType || event_type === ofType)
    .reduce((sum, type) => sum + type.before, 0)
  const question = translate('lapel.usage_room.how_much')
  const pointOf = ({ day, quantity }: UsageDay) => ({
    id: day,
    label: dayName(day, locale),
    amounts: { all: quantity },
  })
  return (
    <Section title={question}>
      <Box sx={{ minHeight: 196 }}>
        <Loaded query={query}>
          {(days) => {
            const total = totalOf(days)
            const changed = change(total, before)
            return (
              <>
                <Typography variant="h1" component="p" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                  {number(total)}
                </Typography>
                <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1.5 }}>
                  {changed === null
                    ? translate('lapel.usage_room.none_before', { smart_count: days.length })
                    : translate('lapel.usage_room.changed', {
                        change: changed,
                        before: number(before),
                        smart_count: days.length,
                      })}
                </Typography>
                <Bars label={question} points={days.map(pointOf)} series={[{ id: 'all', name: question }]} />
              </>
            )
          }}
        </Loaded>
      </Box>
    </Section>
  )
}
