import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTranslate } from 'react-admin'
import { EmptyState } from '../../../display/EmptyState.tsx'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Loading } from '../Loading.tsx'
import { NewNote } from '../notes/NewNote.tsx'
import { NoteItem } from '../notes/NoteItem.tsx'
import type { Note } from '../row.ts'
import { useTenant } from '../useTenant.ts'
import { useTenantRows } from '../useTenantRows.ts'

/** The wordings that came before one, the newest first. */
function earlierOf(note: Note, byId: ReadonlyMap<string, Note>): Note[] {
  const before = note.replaces === null ? undefined : byId.get(note.replaces)
  return before ? [before, ...earlierOf(before, byId)] : []
}

/** What staff tell each other about the tenant. */
const Notes = () => {
  const { id } = useTenant()
  const translate = useTranslate()
  const query = { table: 'organization_notes', organizationId: id, time: 'created_at' }
  const { rows, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useTenantRows<Note>(
    query,
    50,
  )
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
      {hasNextPage && (
        <Button onClick={() => fetchNextPage()} loading={isFetchingNextPage}>
          {translate('lapel.tenant.more')}
        </Button>
      )}
    </Section>
  )
}

export default Notes
