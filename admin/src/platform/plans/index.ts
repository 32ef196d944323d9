import PlanIcon from '@mui/icons-material/SellOutlined'
import { lazy } from 'react'

export const plans = {
  name: 'plans',
  icon: PlanIcon,
  recordRepresentation: 'name',
  list: lazy(() => import('./PlanList.tsx')),
  show: lazy(() => import('./PlanShow.tsx')),
}
