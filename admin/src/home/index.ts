import { lazyPage } from '../page/lazyPage.tsx'

export const Home = lazyPage(() => import('./Home.tsx'))
