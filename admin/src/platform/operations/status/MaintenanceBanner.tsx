import Alert from '@mui/material/Alert'
import { useTranslate } from 'react-admin'
import { Time } from '../../../display/Time.tsx'
import { useIsStaff } from '../../../providers/access.ts'
import { useMaintenance } from './useMaintenance.ts'

/** Says on every page that the platform is being maintained, while it is. */
export const MaintenanceBanner = () => {
  const translate = useTranslate()
  const isStaff = useIsStaff()
  const { active, since } = useMaintenance()
  if (!active || !since) return null
  return (
    <Alert severity="warning" variant="outlined" role="status" sx={{ bgcolor: 'background.paper', mt: 1 }}>
      {translate(isStaff ? 'lapel.maintenance.banner_staff' : 'lapel.maintenance.banner_tenant')} <Time value={since} />
    </Alert>
  )
}
