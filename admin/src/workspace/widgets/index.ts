import WidgetIcon from '@mui/icons-material/WidgetsOutlined'
import { lazy } from 'react'

export const widgets = {
  name: 'widgets',
  icon: WidgetIcon,
  recordRepresentation: 'name',
  list: lazy(() => import('./WidgetList.tsx')),
  show: lazy(() => import('./WidgetShow.tsx')),
}
