import Box from '@mui/material/Box'
import { Title, usePermissions, useTranslate } from 'react-admin'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { lazyPage } from '../page/lazyPage.tsx'
import type { Access } from '../providers/access.ts'
import { readSession } from '../providers/sessionKey.ts'

const StaffHome = lazyPage(() => import('./StaffHome.tsx'))
const TenantHome = lazyPage(() => import('./TenantHome.tsx'))

// Before the database has said who the reader is: what the session tells is nearly always so.
void (readSession()?.isStaff ? StaffHome : TenantHome).preload()

/** The first page: the platform for staff, the own workspace for everyone else. */
const Home = () => {
  const { permissions: access, error } = usePermissions<Access>()
  const translate = useTranslate()
  // Without knowing what the reader may enter there is no console: start it again as a whole.
  if (error) return <LoadFailed onRetry={() => window.location.reload()} />
  if (!access) return null
  return (
    <>
      <Title title={translate('ra.page.dashboard')} preferenceKey={false} />
      <Box sx={{ display: 'grid', gap: 2, mt: 1.5 }}>
        {access.staff_role ? <StaffHome /> : <TenantHome access={access} />}
      </Box>
    </>
  )
}

export default Home
