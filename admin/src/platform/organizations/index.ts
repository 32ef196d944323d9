import OrganizationIcon from '@mui/icons-material/ApartmentOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const organizations = {
  name: 'organizations',
  icon: OrganizationIcon,
  recordRepresentation: 'name',
  list: lazyPage(() => import('./OrganizationList.tsx')),
  show: lazyPage(() => import('./OrganizationShow.tsx')),
}
