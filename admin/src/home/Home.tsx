import Box from '@mui/material/Box'
import { Title, useTranslate } from 'react-admin'
import { useAccess } from '../providers/access.ts'
import { StaffHome } from './StaffHome.tsx'
import { TenantHome } from './TenantHome.tsx'

/** The first page: the platform for staff, the own workspace for everyone else. */
const Home = () => {
  const access = useAccess()
  const translate = useTranslate()
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
