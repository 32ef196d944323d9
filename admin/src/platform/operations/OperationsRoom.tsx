import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import type { ComponentType } from 'react'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { Room } from '../room/Room.tsx'
import { useAddress } from '../room/useAddress.ts'
import { Database } from './database/Database.tsx'
import { Embeds } from './embeds/Embeds.tsx'
import { Flags } from './flags/Flags.tsx'
import { Jobs } from './jobs/Jobs.tsx'
import { Staff } from './staff/Staff.tsx'
import { Status } from './status/Status.tsx'
import { Webhooks } from './webhooks/Webhooks.tsx'

const views: Readonly<Record<string, ComponentType>> = {
  status: Status,
  jobs: Jobs,
  webhooks: Webhooks,
  embeds: Embeds,
  database: Database,
  flags: Flags,
  staff: Staff,
}

const Views = ({ current }: { current: string }) => {
  const translate = useTranslate()
  return (
    <Box
      component="nav"
      aria-label={translate('lapel.operations.views')}
      sx={{ borderBottom: 1, borderColor: 'divider', display: 'flex', flexWrap: 'wrap', gap: 0.5 }}
    >
      {Object.keys(views).map((view) => (
        <Link
          key={view}
          component={RouterLink}
          to={`/operations?view=${view}`}
          aria-current={view === current ? 'page' : undefined}
          underline="none"
          sx={{
            borderBottom: 2,
            borderColor: 'transparent',
            color: 'text.secondary',
            fontSize: '0.8125rem',
            fontWeight: 550,
            px: 1.25,
            py: 1,
            '&:hover': { color: 'text.primary' },
            '&[aria-current]': { borderColor: 'primary.main', color: 'text.primary' },
          }}
        >
          {translate(`lapel.operations.view.${view}`)}
        </Link>
      ))}
    </Box>
  )
}

/** The platform at work: what runs, what fails, and the switches. Each view has an address. */
const OperationsRoom = () => {
  const translate = useTranslate()
  const [{ view = 'status' }] = useAddress()
  const current = Object.hasOwn(views, view) ? view : 'status'
  const View = views[current] ?? Status
  return (
    <Room title={translate('resources.operations.name', { smart_count: 2 })}>
      <Views current={current} />
      <View key={current} />
    </Room>
  )
}

export default OperationsRoom
