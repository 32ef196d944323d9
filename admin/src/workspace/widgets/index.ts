import WidgetIcon from '@mui/icons-material/WidgetsOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const widgets = {
  name: 'widgets',
  icon: WidgetIcon,
  recordRepresentation: 'name',
  list: lazyPage(() => import('./WidgetList.tsx')),
  show: lazyPage(() => import('./WidgetShow.tsx')),
}
