import AuditIcon from '@mui/icons-material/FactCheckOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'
import { audit } from '../../workspace/audit/index.ts'

/** The audit log as staff read it: a timeline over all tenants. An entry's own page is the tenants'. */
export const auditTimeline = {
  ...audit,
  icon: AuditIcon,
  list: lazyPage(() => import('./AuditRoom.tsx')),
}
