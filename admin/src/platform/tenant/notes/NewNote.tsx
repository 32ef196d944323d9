import Typography from '@mui/material/Typography'
import { useRefresh, useTranslate } from 'react-admin'
import { useMayAs } from '../../../providers/access.ts'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { useTenant } from '../useTenant.ts'
import { NoteForm } from './NoteForm.tsx'

export const NewNote = () => {
  const { id } = useTenant()
  const staffActs = useStaffActs()
  const refresh = useRefresh()
  const translate = useTranslate()
  if (!useMayAs('support')) {
    return (
      <Typography variant="body2" sx={{ color: 'text.secondary', pb: 1 }}>
        {translate('lapel.tenant.needs', { role: translate('lapel.staff_role.support') })}
      </Typography>
    )
  }
  const add = (body: string) => staffActs.addNote(id, body).then(() => refresh())
  return <NoteForm label={translate('lapel.note.new')} confirm={translate('lapel.note.add')} onSave={add} />
}
