import UsageIcon from '@mui/icons-material/BarChartOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const usageExplorer = {
  name: 'usage_events',
  icon: UsageIcon,
  list: lazyPage(() => import('./UsageExplorer.tsx')),
}
