import Link from '@mui/material/Link'
import type { ReactNode } from 'react'
import { useCreatePath, useRecordContext, useResourceContext } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'

/** The way into a row for the keyboard: a real link around its name. */
export const OpenLink = ({ source, children }: { source?: string; children?: ReactNode }) => {
  const resource = useResourceContext()
  const record = useRecordContext()
  const createPath = useCreatePath()
  if (!record || !resource) return null
  return (
    <Link
      component={RouterLink}
      to={createPath({ resource, type: 'show', id: record.id })}
      // The row around it opens too; one step in the history is enough.
      onClick={(event) => event.stopPropagation()}
      color="inherit"
      underline="hover"
      sx={{ fontWeight: 550 }}
    >
      {children ?? String(record[source ?? 'id'] ?? '–')}
    </Link>
  )
}
