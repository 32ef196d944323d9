import { lazyPage } from '../../../page/lazyPage.tsx'

export const PlanMatrix = lazyPage(() => import('./PlanMatrix.tsx'))
