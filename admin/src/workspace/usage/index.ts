import UsageIcon from '@mui/icons-material/BarChartOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const usage = {
  name: 'usage_events',
  icon: UsageIcon,
  list: lazyPage(() => import('./UsageList.tsx')),
}
