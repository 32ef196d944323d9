import InstanceIcon from '@mui/icons-material/CodeOutlined'
import { lazy } from 'react'

export const instances = {
  name: 'widget_instances',
  icon: InstanceIcon,
  recordRepresentation: 'name',
  list: lazy(() => import('./InstanceList.tsx')),
  show: lazy(() => import('./InstanceShow.tsx')),
}
