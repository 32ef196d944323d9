import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import { Section } from '../../display/Section.tsx'
import { useFigures } from '../room/figures.ts'
import { Loaded } from '../room/Loaded.tsx'
import { useAnswer } from '../room/useAnswer.ts'
import { type TypeUsage, totalOf, type UsageDay } from './rows.ts'
import { asArguments, type UsageFilters } from './useUsageFilters.ts'

const height = 120

const Bars = ({ days, label }: { days: readonly UsageDay[]; label: (day: UsageDay) => string }) => {
  const most = Math.max(1, ...days.map(({ quantity }) => quantity))
  const busiest = days.find(({ quantity }) => quantity === most)
  return (
    <Box
      role="img"
      aria-label={busiest ? label(busiest) : ''}
      sx={{
        alignItems: 'flex-end',
        borderBottom: 1,
        borderColor: 'divider',
        display: 'flex',
        gap: days.length > 62 ? 0 : '2px',
        height,
      }}
    >
      {days.map((day) => (
        <Box
          key={day.day}
          title={label(day)}
          sx={{
            bgcolor: day.quantity > 0 ? 'primary.main' : 'divider',
            borderRadius: '2px 2px 0 0',
            flex: 1,
            height: day.quantity > 0 ? Math.max(3, (day.quantity / most) * height) : 2,
            opacity: 0.85,
            '&:hover': { opacity: 1 },
          }}
        />
      ))}
    </Box>
  )
}

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
  const dayName = (day: string) =>
    new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const label = ({ day, quantity }: UsageDay) =>
    translate('lapel.usage_room.on_day', { count: number(quantity), day: dayName(day) })
  return (
    <Section title={translate('lapel.usage_room.how_much')}>
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
                <Bars days={days} label={label} />
                <Box sx={{ color: 'text.secondary', display: 'flex', justifyContent: 'space-between', mt: 0.5 }}>
                  <Typography variant="caption">{dayName(filters.first)}</Typography>
                  <Typography variant="caption">{dayName(filters.last)}</Typography>
                </Box>
              </>
            )
          }}
        </Loaded>
      </Box>
    </Section>
  )
}
