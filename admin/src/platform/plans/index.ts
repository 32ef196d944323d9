import PlanIcon from '@mui/icons-material/SellOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const plans = {
  name: 'plans',
  icon: PlanIcon,
  recordRepresentation: 'name',
  list: lazyPage(() => import('./PlanList.tsx')),
  show: lazyPage(() => import('./PlanShow.tsx')),
}
