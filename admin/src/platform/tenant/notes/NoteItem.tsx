import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useNotify, useRefresh, useTranslate } from 'react-admin'
import { Time } from '../../../display/Time.tsx'
import { isAtLeast, useAccess } from '../../../providers/access.ts'
import { refusalOf } from '../../../providers/refusal.ts'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { Person } from '../Person.tsx'
import type { Note } from '../row.ts'
import { NoteForm } from './NoteForm.tsx'

interface NoteItemProps {
  note: Note
  /** What it said before, the newest first. */
  earlier: readonly Note[]
}

/** The author, or a staff admin, as the database has it. */
function useMayChange({ author_id }: Note) {
  const access = useAccess()
  const isOwn = author_id === access?.user_id && isAtLeast(access?.staff_role, 'support')
  return isOwn || isAtLeast(access?.staff_role, 'admin')
}

const Earlier = ({ notes }: { notes: readonly Note[] }) => (
  <Box component="ul" sx={{ borderLeft: 2, borderColor: 'divider', listStyle: 'none', m: 0, mt: 1, pl: 1.5 }}>
    {notes.map(({ id, body, created_at, author_id }) => (
      <Box component="li" key={id} sx={{ color: 'text.secondary', pb: 0.75 }}>
        <Typography variant="caption">
          <Person id={author_id} /> · <Time value={created_at} />
        </Typography>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {body}
        </Typography>
      </Box>
    ))}
  </Box>
)

/** A note with its earlier wordings; its author words it anew or withdraws it. */
export const NoteItem = ({ note, earlier }: NoteItemProps) => {
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const notify = useNotify()
  const refresh = useRefresh()
  const done = useDone()
  const mayChange = useMayChange(note)
  const [editing, setEditing] = useState(false)
  const [open, setOpen] = useState(false)
  const edit = (body: string) =>
    staffActs.editNote(note.id, body).then(() => {
      setEditing(false)
      refresh()
    })
  const withdraw = () =>
    staffActs.withdrawNote(note.id, true).then(
      () => done(translate('lapel.note.withdrawn'), () => staffActs.withdrawNote(note.id, false)),
      (error: unknown) => notify(refusalOf(error), { type: 'error' }),
    )
  if (editing) {
    return (
      <li>
        <NoteForm
          label={translate('lapel.note.edit')}
          confirm={translate('ra.action.save')}
          initial={note.body}
          onSave={edit}
          onCancel={() => setEditing(false)}
        />
      </li>
    )
  }
  return (
    <Box component="li" sx={{ borderTop: 1, borderColor: 'divider', py: 1.25 }}>
      <Box sx={{ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: 0.5, justifyContent: 'space-between' }}>
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          <Person id={note.author_id} /> · <Time value={note.written_at} />
        </Typography>
        <Box sx={{ display: 'flex', flexWrap: 'wrap' }}>
          {earlier.length > 0 && (
            <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
              {translate('lapel.note.earlier', { smart_count: earlier.length })}
            </Button>
          )}
          {mayChange && (
            <>
              <Button size="small" onClick={() => setEditing(true)}>
                {translate('ra.action.edit')}
              </Button>
              <Button size="small" onClick={withdraw}>
                {translate('lapel.note.withdraw')}
              </Button>
            </>
          )}
        </Box>
      </Box>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {note.body}
      </Typography>
      {open && <Earlier notes={earlier} />}
    </Box>
  )
}
