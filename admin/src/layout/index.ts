import { lazyPage } from '../page/lazyPage.tsx'

export const ConsoleLayout = lazyPage(() => import('./ConsoleLayout.tsx'))
