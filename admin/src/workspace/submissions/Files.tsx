import type { Field } from '@lapel/contract/fieldRules'
import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { type RaRecord, useGetList, useLocale, useTranslate } from 'react-admin'
import { byteSize } from '../../display/byteSize.ts'
import { LoadFailed } from '../../display/LoadFailed.tsx'
import { Section } from '../../display/Section.tsx'
import { useIsStaff } from '../../providers/access.ts'
import { DownloadButton } from './DownloadButton.tsx'
import type { Submission } from './row.ts'

/** A file that a visitor sent, without what only the server knows of it. */
interface Upload extends RaRecord<string> {
  field: string
  /** Null once it is deleted. */
  name: string | null
  content_type: string
  stored_bytes: number | null
}

const columns = ['id', 'field', 'name', 'content_type', 'stored_bytes']

// A partial submission uses no files yet: it names them.
function filterOf({ id, status, payload, widget_instance_id }: Submission, fields: readonly Field[]) {
  if (status !== 'partial') return { submission_id: id, 'status@eq': 'used' }
  const named = fields.flatMap(({ key }) => (Array.isArray(payload[key]) ? payload[key] : []))
  if (named.length === 0) return null
  return { widget_instance_id, 'status@eq': 'stored', 'id@in': `(${named.join(',')})` }
}

const File = ({ upload, label }: { upload: Upload; label: string }) => {
  const locale = useLocale()
  const isStaff = useIsStaff()
  const { id, name, content_type, stored_bytes } = upload
  return (
    <Box
      component="li"
      sx={{
        alignItems: 'center',
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
        justifyContent: 'space-between',
        py: 0.875,
        '&:not(:last-of-type)': { borderBottom: 1, borderColor: 'divider' },
      }}
    >
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {name}
        </Typography>
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {[label, content_type, byteSize(stored_bytes ?? 0, locale)].join(' · ')}
        </Typography>
      </Box>
      {/* The database gives files to members alone. */}
      {!isStaff && <DownloadButton id={id} name={name ?? ''} />}
    </Box>
  )
}

/** The files of a submission, to be saved one by one. Nothing where the form asks for none. */
export const Files = ({ submission, fields }: { submission: Submission; fields: readonly Field[] }) => {
  const translate = useTranslate()
  const asked = fields.filter(({ type }) => type === 'file')
  const filter = filterOf(submission, asked)
  const { data, isLoading, error, refetch } = useGetList<Upload>(
    'widget_uploads',
    {
      filter: filter ?? {},
      pagination: { page: 1, perPage: 100 },
      sort: { field: 'created_at', order: 'ASC' },
      meta: { columns },
    },
    { enabled: asked.length > 0 && filter !== null },
  )
  if (asked.length === 0) return null
  const labels = new Map(asked.map(({ key, label }) => [key, label]))
  return (
    <Section title={translate('lapel.submission.files')}>
      {error && <LoadFailed onRetry={refetch} />}
      {isLoading && <Skeleton aria-label={translate('ra.page.loading')} role="progressbar" height={48} />}
      {(filter === null || data?.length === 0) && translate('lapel.submission.no_files')}
      {data && data.length > 0 && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {data.map((upload) => (
            <File key={upload.id} upload={upload} label={labels.get(upload.field) ?? upload.field} />
          ))}
        </Box>
      )}
    </Section>
  )
}
