import InstanceIcon from '@mui/icons-material/CodeOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const instances = {
  name: 'widget_instances',
  icon: InstanceIcon,
  recordRepresentation: 'name',
  list: lazyPage(() => import('./InstanceList.tsx')),
  show: lazyPage(() => import('./InstanceShow.tsx')),
}
