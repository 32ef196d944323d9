import UsageIcon from '@mui/icons-material/BarChartOutlined'
import { lazy } from 'react'

export const usage = {
  name: 'usage_events',
  icon: UsageIcon,
  list: lazy(() => import('./UsageList.tsx')),
}
