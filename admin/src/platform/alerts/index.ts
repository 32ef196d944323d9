import AlertIcon from '@mui/icons-material/NotificationsOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const alerts = {
  name: 'platform_alerts',
  icon: AlertIcon,
  list: lazyPage(() => import('./AlertList.tsx')),
}
