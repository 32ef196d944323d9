import AuditIcon from '@mui/icons-material/FactCheckOutlined'
import { lazy } from 'react'

export const audit = {
  name: 'audit_logs',
  icon: AuditIcon,
  list: lazy(() => import('./AuditList.tsx')),
  show: lazy(() => import('./AuditShow.tsx')),
}
