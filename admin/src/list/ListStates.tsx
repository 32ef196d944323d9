import InboxIcon from '@mui/icons-material/InboxOutlined'
import Card from '@mui/material/Card'
import { useListContext, useResourceContext, useTranslate } from 'react-admin'
import { EmptyState } from '../display/EmptyState.tsx'
import { LoadFailed } from '../display/LoadFailed.tsx'

/** The page of a resource that has no rows at all. */
export const ListEmpty = () => {
  const translate = useTranslate()
  const resource = useResourceContext()
  return (
    <Card sx={{ mt: 1 }}>
      <EmptyState icon={<InboxIcon />} title={translate('lapel.list.nothing')}>
        {translate(`resources.${resource}.empty`)}
      </EmptyState>
    </Card>
  )
}

export const ListFailed = () => {
  const { refetch } = useListContext()
  return <LoadFailed onRetry={refetch} />
}
