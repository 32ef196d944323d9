import AuditIcon from '@mui/icons-material/FactCheckOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const audit = {
  name: 'audit_logs',
  icon: AuditIcon,
  list: lazyPage(() => import('./AuditList.tsx')),
  show: lazyPage(() => import('./AuditShow.tsx')),
}
