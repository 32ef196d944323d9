import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import type { DayCount } from '../providers/dataProvider.ts'

const height = 96

const dayName = (day: string, locale: string) =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })

const Bar = ({ count, most, label }: { count: number; most: number; label: string }) => (
  <Box
    title={label}
    sx={{
      alignItems: 'flex-end',
      display: 'flex',
      flex: 1,
      height,
      '&:hover > div': { opacity: 1 },
    }}
  >
    <Box
      sx={{
        bgcolor: count > 0 ? 'primary.main' : 'divider',
        borderRadius: '2px 2px 0 0',
        height: count > 0 ? Math.max(3, (count / most) * height) : 2,
        opacity: 0.85,
        width: '100%',
      }}
    />
  </Box>
)

/** Submissions per day as bars: one picture to assistive technology, with the total and the busiest day as its text. */
export const DayBars = ({ days }: { days: readonly DayCount[] }) => {
  const locale = useLocale()
  const translate = useTranslate()
  const total = days.reduce((sum, { submissions }) => sum + submissions, 0)
  const busiest = days.reduce((top, day) => (day.submissions > top.submissions ? day : top), {
    day: '',
    submissions: 0,
  })
  const label = (submissions: number, day: string) =>
    translate('lapel.home.per_day', { count: submissions.toLocaleString(locale), day: dayName(day, locale) })
  const first = days[0]
  const last = days.at(-1)
  return (
    <>
      <Typography variant="h1" component="p" sx={{ fontVariantNumeric: 'tabular-nums', mb: 1.5 }}>
        {total.toLocaleString(locale)}
      </Typography>
      <Box
        role="img"
        aria-label={`${total.toLocaleString(locale)}${busiest.day ? `; ${label(busiest.submissions, busiest.day)}` : ''}`}
        sx={{ borderBottom: 1, borderColor: 'divider', display: 'flex', gap: { xs: '2px', sm: '4px' } }}
      >
        {days.map(({ day, submissions }) => (
          <Bar key={day} count={submissions} most={busiest.submissions} label={label(submissions, day)} />
        ))}
      </Box>
      <Box sx={{ color: 'text.secondary', display: 'flex', justifyContent: 'space-between', mt: 0.5 }}>
        <Typography variant="caption">{first && dayName(first.day, locale)}</Typography>
        <Typography variant="caption">{last && dayName(last.day, locale)}</Typography>
      </Box>
    </>
  )
}
