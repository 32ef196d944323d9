import SubmissionIcon from '@mui/icons-material/InboxOutlined'
import { lazy } from 'react'

export const submissions = {
  name: 'widget_submissions',
  icon: SubmissionIcon,
  list: lazy(() => import('./SubmissionList.tsx')),
  show: lazy(() => import('./SubmissionShow.tsx')),
}
