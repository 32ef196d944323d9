import Box from '@mui/material/Box'
import { useTranslate } from 'react-admin'
import { EmptyState } from '../../../display/EmptyState.tsx'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Pages } from '../../room/Pages.tsx'
import { useNewestRows } from '../../room/useNewestRows.ts'
import { Loading } from '../Loading.tsx'
import { NewNote } from '../notes/NewNote.tsx'
import { NoteItem } from '../notes/NoteItem.tsx'
import type { Note } from '../row.ts'
import { useTenant } from '../useTenant.ts'

/** The wordings that came before one, the newest first. */
function earlierOf(note: Note, byId: ReadonlyMap<string, Note>): Note[] {
  const before = note.replaces === null ? undefined : byId.get(note.replaces)
  return before ? [before, ...earlierOf(before, byId)] : []
}

/** What staff tell each other about the tenant. */
const Notes = () => {
  const { id } = useTenant()
  const translate = useTranslate()
  const { query, next } = useNewestRows<Note>({
    resource: 'organization_notes',
    filter: { organization_id: id },
    perPage: 50,
  })
  const { data: rows = [], error, isPending, refetch } = query
  const byId = new Map(rows.map((note) => [note.id, note]))
  const shown = rows.filter(({ replaced_at, withdrawn_at }) => replaced_at === null && withdrawn_at === null)
  return (
    <Section title={translate('lapel.tenant.tab.notes')}>
      <NewNote />
      {error && <LoadFailed onRetry={refetch} />}
      {isPending && <Loading />}
      {!isPending && !error && shown.length === 0 && (
        <EmptyState title={translate('lapel.list.nothing')}>{translate('lapel.note.empty')}</EmptyState>
      )}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {shown.map((note) => (
          <NoteItem key={note.id} note={note} earlier={earlierOf(note, byId)} />
        ))}
      </Box>
      <Pages next={next} />
    </Section>
  )
}

export default Notes
