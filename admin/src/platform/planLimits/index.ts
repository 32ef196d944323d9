import LimitIcon from '@mui/icons-material/SpeedOutlined'
import { lazy } from 'react'

export const planLimits = {
  name: 'plan_limits',
  icon: LimitIcon,
  list: lazy(() => import('./PlanLimitList.tsx')),
}
