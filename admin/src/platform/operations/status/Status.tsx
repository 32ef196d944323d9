import Box from '@mui/material/Box'
import Card from '@mui/material/Card'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useGetList, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { useFigures } from '../../room/figures.ts'
import { useAnswer } from '../../room/useAnswer.ts'
import type { Delivery, JobOfName, Partition, SchemaCheck } from '../rows.ts'
import { Maintenance } from './Maintenance.tsx'

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

interface Question<Answer> {
  data: Answer | undefined
  error: unknown
}

/** How many, as a figure of the first view: unknown, unread or a number. */
const countOf = <Answer,>({ data, error }: Question<Answer>, count: (answer: Answer) => number | null) =>
  error ? null : data && count(data)

const most = 50

/** What a member of staff looks at first: what fails, and the switch for maintenance. */
export const Status = () => {
  const translate = useTranslate()
  const { number } = useFigures()
  const alerts = useGetList('platform_alerts', {
    filter: { 'resolved_at@is': 'null' },
    sort: { field: 'last_at', order: 'DESC' },
    pagination: { page: 1, perPage: most + 1 },
  })
  const counts = {
    alerts: countOf(alerts, (open) => open.length),
    jobs: countOf(useAnswer<JobOfName[]>('job_overview'), (jobs) => jobs.reduce((sum, { failed }) => sum + failed, 0)),
    webhooks: countOf(useAnswer<Delivery[]>('webhook_log', { state: 'failing' }), (deliveries) => deliveries.length),
    database: countOf(useAnswer<SchemaCheck>('schema_deviations'), ({ checked_at, total }) =>
      checked_at ? total : null,
    ),
    partitions: countOf(useAnswer<Partition[]>('partition_sizes'), (all) => all.filter(({ strays }) => strays).length),
  }
  const places = {
    alerts: '/platform_alerts',
    jobs: '/operations?view=jobs',
    webhooks: '/operations?view=webhooks',
    database: '/operations?view=database',
    partitions: '/operations?view=database',
  } as const
  return (
    <>
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: 'repeat(5, minmax(0, 1fr))' },
        }}
      >
        {(Object.keys(counts) as (keyof typeof counts)[]).map((name) => {
          const count = counts[name]
          return (
            <Figure
              key={name}
              label={translate(`lapel.operations.status.${name}`)}
              value={typeof count === 'number' ? `${number(Math.min(count, most))}${count > most ? '+' : ''}` : count}
              bad={Boolean(count)}
              to={places[name]}
            />
          )
        })}
      </Box>
      <Maintenance />
    </>
  )
}
