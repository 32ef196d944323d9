import { lazyPage } from '../page/lazyPage.tsx'

export const AccountPage = lazyPage(() => import('./AccountPage.tsx'))
