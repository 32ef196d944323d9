import SubmissionIcon from '@mui/icons-material/InboxOutlined'
import { lazyPage } from '../../page/lazyPage.tsx'

export const submissions = {
  name: 'widget_submissions',
  icon: SubmissionIcon,
  list: lazyPage(() => import('./SubmissionList.tsx')),
  show: lazyPage(() => import('./SubmissionShow.tsx')),
}
