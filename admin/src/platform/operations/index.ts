import OperationsIcon from '@mui/icons-material/MonitorHeartOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const operations = {
  name: 'operations',
  icon: OperationsIcon,
  list: lazyPage(() => import('./OperationsRoom.tsx')),
}
