import QuietIcon from '@mui/icons-material/CheckCircleOutlined'
import ArrowIcon from '@mui/icons-material/ChevronRight'
import SeriousIcon from '@mui/icons-material/ErrorOutlined'
import WatchIcon from '@mui/icons-material/WarningAmberOutlined'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { Section } from '../../display/Section.tsx'
import type { Attention as Item } from '../../providers/figures.ts'
import { attentionLink } from './attentionLink.ts'

/** What loses data or work while it lasts; the rest can wait for office hours. */
const serious = new Set<Item['kind']>([
  'limit_refused',
  'webhooks_failing',
  'partition_strays',
  'jobs_failed',
  'worker_lag',
])

const row = {
  alignItems: 'center',
  color: 'inherit',
  display: 'flex',
  fontFamily: 'inherit',
  gap: 1.5,
  px: 2,
  py: 1.25,
  textAlign: 'left',
  width: '100%',
  '&:hover': { bgcolor: 'action.hover' },
}

const Words = ({ item }: { item: Item }) => {
  const translate = useTranslate()
  const Icon = serious.has(item.kind) ? SeriousIcon : WatchIcon
  return (
    <>
      <Icon fontSize="small" color={serious.has(item.kind) ? 'error' : 'warning'} aria-hidden />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="body1" component="div" sx={{ fontWeight: 550 }}>
          {translate(`lapel.staff_home.item.${item.kind}`, { smart_count: item.count })}
        </Typography>
        <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
          {translate(`lapel.staff_home.help.${item.kind}`)}
        </Typography>
      </Box>
    </>
  )
}

const Row = ({ item }: { item: Item }) => (
  <Box component="li" sx={{ borderTop: 1, borderColor: 'divider' }}>
    <ButtonBase component={RouterLink} to={attentionLink(item)} sx={row}>
      <Words item={item} />
      <ArrowIcon fontSize="small" aria-hidden sx={{ color: 'text.secondary' }} />
    </ButtonBase>
  </Box>
)

const Quiet = ({ items, alone }: { items: readonly Item[]; alone: boolean }) => {
  const translate = useTranslate()
  const locale = useLocale()
  const names = items.map(({ kind }) => translate(`lapel.staff_home.check.${kind}`))
  const checks = new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
  return (
    <Box
      sx={{ alignItems: 'center', borderTop: 1, borderColor: 'divider', display: 'flex', gap: 1.5, px: 2, py: 1.25 }}
    >
      <QuietIcon fontSize="small" color="success" aria-hidden />
      <Typography variant="body2" sx={{ color: alone ? 'text.primary' : 'text.secondary' }}>
        {translate(alone ? 'lapel.staff_home.all_quiet' : 'lapel.staff_home.quiet', { checks })}
      </Typography>
    </Box>
  )
}

/** What needs a person now, what loses something first; then the checks that found nothing. */
export const Attention = ({ items }: { items: readonly Item[] }) => {
  const translate = useTranslate()
  const pressing = items
    .filter(({ count }) => count > 0)
    .sort((a, b) => Number(serious.has(b.kind)) - Number(serious.has(a.kind)))
  const quiet = items.filter(({ count }) => count === 0)
  return (
    <Section title={translate('lapel.staff_home.attention')} flush>
      {pressing.length > 0 && (
        <Box
          component="ul"
          sx={{
            display: 'grid',
            gridTemplateColumns: { md: '1fr 1fr' },
            listStyle: 'none',
            m: 0,
            p: 0,
            '& > li:last-of-type:nth-of-type(odd)': { gridColumn: { md: '1 / -1' } },
          }}
        >
          {pressing.map((item) => (
            <Row key={item.kind} item={item} />
          ))}
        </Box>
      )}
      {quiet.length > 0 && <Quiet items={quiet} alone={pressing.length === 0} />}
    </Section>
  )
}
