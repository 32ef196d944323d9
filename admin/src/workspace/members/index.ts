import MemberIcon from '@mui/icons-material/PeopleOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const members = {
  name: 'members',
  icon: MemberIcon,
  list: lazyPage(() => import('./MemberList.tsx')),
}
