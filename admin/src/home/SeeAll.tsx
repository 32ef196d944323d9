import Button from '@mui/material/Button'
import { useCreatePath, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'

/** The way from a few rows to the whole list. */
export const SeeAll = ({ resource }: { resource: string }) => {
  const translate = useTranslate()
  const createPath = useCreatePath()
  const name = translate(`resources.${resource}.name`, { smart_count: 2 })
  return (
    <Button
      component={RouterLink}
      size="small"
      to={createPath({ resource, type: 'list' })}
      aria-label={`${translate('lapel.home.see_all')}: ${name}`}
    >
      {translate('lapel.home.see_all')}
    </Button>
  )
}
