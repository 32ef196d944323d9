import OrganizationIcon from '@mui/icons-material/ApartmentOutlined'
import { lazy } from 'react'

export const organizations = {
  name: 'organizations',
  icon: OrganizationIcon,
  recordRepresentation: 'name',
  list: lazy(() => import('./OrganizationList.tsx')),
  show: lazy(() => import('./OrganizationShow.tsx')),
}
