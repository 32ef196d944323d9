import FeatureIcon from '@mui/icons-material/ToggleOnOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const planFeatures = {
  name: 'plan_features',
  icon: FeatureIcon,
  list: lazyPage(() => import('./PlanFeatureList.tsx')),
}
