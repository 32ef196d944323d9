import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { useTranslate } from 'react-admin'
import { LoadFailed } from '../../display/LoadFailed.tsx'

interface Query<Data> {
  data: Data | undefined
  error: unknown
  refetch: () => unknown
}

interface LoadedProps<Data> {
  query: Query<Data>
  /** What is said when there is nothing, as a translation key. */
  empty?: string
  children: (data: Data) => ReactNode
}

const Outline = () => (
  <Box sx={{ display: 'grid', gap: 1, px: 2, py: 1.5 }} aria-hidden>
    <Skeleton variant="rounded" height={18} />
    <Skeleton variant="rounded" height={18} width="80%" />
    <Skeleton variant="rounded" height={18} width="60%" />
  </Box>
)

/** What a question was answered with: its outline while it loads, words when it failed or there is nothing. */
export const Loaded = <Data,>({ query: { data, error, refetch }, empty, children }: LoadedProps<Data>) => {
  const translate = useTranslate()
  if (error) return <LoadFailed onRetry={refetch} />
  if (data === undefined) return <Outline />
  if (empty && Array.isArray(data) && data.length === 0) {
    return (
      <Typography variant="body2" sx={{ color: 'text.secondary', px: 2, pb: 2.5, pt: 1 }}>
        {translate(empty)}
      </Typography>
    )
  }
  return <>{children(data)}</>
}
