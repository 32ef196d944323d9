import Box from '@mui/material/Box'
import Card from '@mui/material/Card'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { useFigures } from '../../room/figures.ts'
import { Maintenance } from './Maintenance.tsx'
import { most, useStatus } from './useStatus.ts'

interface FigureProps {
  label: string
  /** Undefined while it loads, null when it could not be loaded or nobody has looked yet. */
  value: string | null | undefined
  bad: boolean
  to: string
}

const Figure = ({ label, value, bad, to }: FigureProps) => {
  const translate = useTranslate()
  return (
    <Card sx={{ p: 2, position: 'relative' }}>
      <Typography variant="body2" component="h2" sx={{ color: 'text.secondary' }}>
        <Link
          component={RouterLink}
          to={to}
          color="inherit"
          underline="hover"
          sx={{ '&::after': { content: '""', inset: 0, position: 'absolute' } }}
        >
          {label}
        </Link>
      </Typography>
      <Typography
        variant="h1"
        component="p"
        sx={{ color: bad ? 'error.main' : 'text.primary', fontVariantNumeric: 'tabular-nums', mt: 0.5 }}
      >
        {value === null ? translate('lapel.operations.status.unread') : (value ?? '…')}
      </Typography>
    </Card>
  )
}

type Name = keyof ReturnType<typeof useStatus>

const places: Readonly<Record<Name, string>> = {
  alerts: '/platform_alerts',
  jobs: '/operations?view=jobs&state=failed',
  waiting: '/operations?view=jobs&state=waiting',
  lag: '/operations?view=jobs',
  webhooks: '/operations?view=webhooks',
  database: '/operations?view=database',
  partitions: '/operations?view=database',
}

/** What a member of staff looks at first: what fails, what waits, and the switch for maintenance. */
export const Status = () => {
  const translate = useTranslate()
  const locale = useLocale()
  const { number } = useFigures()
  const status = useStatus()
  const write = (name: Name, amount: number) => {
    if (name === 'lag') return amount.toLocaleString(locale, { style: 'unit', unit: 'second', unitDisplay: 'short' })
    const isMore = name !== 'waiting' && amount > most
    return isMore ? `${number(most)}+` : number(amount)
  }
  return (
    <>
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: 'repeat(4, minmax(0, 1fr))' },
        }}
      >
        {(Object.keys(status) as Name[]).map((name) => {
          const amount = status[name]
          return (
            <Figure
              key={name}
              label={translate(`lapel.operations.status.${name}`)}
              value={typeof amount === 'number' ? write(name, amount) : amount}
              bad={name !== 'waiting' && Boolean(amount)}
              to={places[name]}
            />
          )
        })}
      </Box>
      <Maintenance />
    </>
  )
}
