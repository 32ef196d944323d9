import Chip, { type ChipProps } from '@mui/material/Chip'
import { useRecordContext, useTranslate } from 'react-admin'

const colours: Readonly<Record<string, ChipProps['color']>> = {
  active: 'success',
  published: 'success',
  accepted: 'success',
  delivered: 'success',
  success: 'success',
  on: 'success',
  trialing: 'info',
  upgrading: 'info',
  invited: 'info',
  running: 'info',
  partial: 'info',
  past_due: 'warning',
  spam: 'warning',
  draft: 'warning',
  suspended: 'error',
  deleting: 'error',
  deleted: 'error',
  removed: 'error',
  canceled: 'error',
  disabled: 'error',
  failed: 'error',
  error: 'error',
}

/** The state of something, as a word; the colour only repeats it. */
export const Status = ({ value }: { value: string }) => {
  const translate = useTranslate()
  const label = translate(`resources.status.${value}`, { _: value })
  return <Chip label={label} color={colours[value] ?? 'default'} variant="outlined" />
}

/** The state of the record around it. */
export const StatusField = ({ source = 'status' }: { source?: string }) => {
  const value: unknown = useRecordContext()?.[source]
  return typeof value === 'string' ? <Status value={value} /> : null
}
