import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { ReferenceField, useTranslate } from 'react-admin'
import { Code } from '../../display/CodeField.tsx'
import { Status } from '../../display/StatusChip.tsx'
import { momentOf, Time } from '../../display/Time.tsx'
import { ActsMenu } from './acts/ActsMenu.tsx'
import { useTenant } from './useTenant.ts'

const week = 7 * 24 * 60 * 60 * 1000

/** How the tenant stands, and what can be done. Its name is the title of the page. */
export const Header = () => {
  const { slug, status, plan_status, deleted_at } = useTenant()
  const translate = useTranslate()
  const deletedOn = deleted_at && new Date(momentOf(deleted_at).getTime() + week).toISOString()
  return (
    <Box sx={{ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: 1.5, justifyContent: 'space-between' }}>
      <Box sx={{ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: 1, minWidth: 0 }}>
        <Status value={status} />
        {plan_status !== 'active' && <Status value={plan_status} />}
        <Typography variant="body2" component="div" sx={{ color: 'text.secondary' }}>
          <Code>{slug}</Code> · <ReferenceField source="plan_id" reference="plans" link="show" />
          {deletedOn && (
            <>
              {` · ${translate('lapel.tenant.deleted_on')} `}
              <Time value={deletedOn} />
            </>
          )}
        </Typography>
      </Box>
      <ActsMenu />
    </Box>
  )
}
