import FeatureIcon from '@mui/icons-material/ToggleOnOutlined'
import { lazy } from 'react'

export const planFeatures = {
  name: 'plan_features',
  icon: FeatureIcon,
  list: lazy(() => import('./PlanFeatureList.tsx')),
}
