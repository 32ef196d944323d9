import WorkspaceIcon from '@mui/icons-material/WorkspacesOutlined'
import { lazy } from 'react'

export const workspaces = {
  name: 'workspaces',
  icon: WorkspaceIcon,
  recordRepresentation: 'name',
  list: lazy(() => import('./WorkspaceList.tsx')),
  show: lazy(() => import('./WorkspaceShow.tsx')),
}
