import LimitIcon from '@mui/icons-material/SpeedOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const planLimits = {
  name: 'plan_limits',
  icon: LimitIcon,
  list: lazyPage(() => import('./PlanLimitList.tsx')),
}
