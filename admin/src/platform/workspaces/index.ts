import WorkspaceIcon from '@mui/icons-material/WorkspacesOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const workspaces = {
  name: 'workspaces',
  icon: WorkspaceIcon,
  recordRepresentation: 'name',
  list: lazyPage(() => import('./WorkspaceList.tsx')),
  show: lazyPage(() => import('./WorkspaceShow.tsx')),
}
