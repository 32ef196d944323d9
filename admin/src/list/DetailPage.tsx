import Box from '@mui/material/Box'
import CircularProgress from '@mui/material/CircularProgress'
import type { ReactNode } from 'react'
import { type RaRecord, ShowBase, Title, TopToolbar, useShowContext, useTranslate } from 'react-admin'
import { EmptyState } from '../display/EmptyState.tsx'
import { LoadFailed } from '../display/LoadFailed.tsx'

interface DetailPageProps<Row extends RaRecord> {
  title: (record: Row) => string
  children: (record: Row) => ReactNode
  actions?: ReactNode
}

const isMissing = (error: unknown) =>
  typeof error === 'object' && error !== null && 'status' in error && (error.status === 404 || error.status === 406)

function DetailContent<Row extends RaRecord>({ title, children, actions }: DetailPageProps<Row>) {
  const { record, error, isPending, refetch } = useShowContext<Row>()
  const translate = useTranslate()
  if (isPending)
    return <CircularProgress aria-label={translate('ra.page.loading')} sx={{ alignSelf: 'center', my: 10 }} />
  if (isMissing(error)) return <EmptyState title={translate('lapel.error.NOT_FOUND')} />
  if (error || !record) return <LoadFailed onRetry={refetch} />
  return (
    <>
      <Title title={title(record)} preferenceKey={false} />
      {actions && <TopToolbar>{actions}</TopToolbar>}
      <Box sx={{ display: 'grid', gap: 2, mt: 1.5 }}>{children(record)}</Box>
    </>
  )
}

/** The page of one record: its title in the bar, its sections below, and words for missing or unreadable. */
export const DetailPage = <Row extends RaRecord>(props: DetailPageProps<Row>) => (
  <ShowBase<Row> redirectOnError={false}>
    <DetailContent {...props} />
  </ShowBase>
)
