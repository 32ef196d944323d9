import MemberIcon from '@mui/icons-material/PeopleOutlined'
import { lazy } from 'react'

export const members = {
  name: 'members',
  icon: MemberIcon,
  list: lazy(() => import('./MemberList.tsx')),
}
