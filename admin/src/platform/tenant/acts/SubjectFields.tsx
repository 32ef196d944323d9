import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'react-admin'

export type SubjectType = 'visitor' | 'site_user' | 'user' | 'organization'

/** Whom a privacy request is about, as it is typed. */
export interface SubjectDraft {
  type: SubjectType
  subject: string
}

const forms: Readonly<Record<SubjectType, RegExp>> = {
  visitor: /^[^@\s"\\]+@[^@\s"\\]+$/,
  // The id that its own server signs for Lapel.identify.
  site_user: /^.{1,200}$/s,
  user: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  organization: /^/,
}

export const isSubject = ({ type, subject }: SubjectDraft) => forms[type].test(subject.trim())

interface SubjectFieldsProps {
  draft: SubjectDraft
  types: readonly SubjectType[]
  onChange: (draft: SubjectDraft) => void
}

export const SubjectFields = ({ draft, types, onChange }: SubjectFieldsProps) => {
  const translate = useTranslate()
  return (
    <>
      <TextField
        select
        label={translate('lapel.act.privacy.whom')}
        value={draft.type}
        onChange={({ target }) => onChange({ type: target.value as SubjectType, subject: '' })}
      >
        {types.map((type) => (
          <MenuItem key={type} value={type}>
            {translate(`lapel.act.privacy.${type}`)}
          </MenuItem>
        ))}
      </TextField>
      {draft.type !== 'organization' && (
        <TextField
          label={translate(`lapel.act.privacy.${draft.type}_subject`)}
          value={draft.subject}
          onChange={({ target }) => onChange({ ...draft, subject: target.value })}
          required
          autoComplete="off"
        />
      )}
    </>
  )
}
