import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'
import { isSubject, type SubjectDraft, SubjectFields } from './SubjectFields.tsx'

/** Asks for an export, of everything or about one person. The tenant gets it; staff do not. */
const ExportData = ({ onClose }: ActProps) => {
  const { id, name } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const [draft, setDraft] = useState<SubjectDraft>({ type: 'organization', subject: '' })
  const ask = async (reason: string) => {
    const subject = draft.subject.trim() || null
    await staffActs.requestPrivacy({ organization_id: id, kind: 'export', subject_type: draft.type, subject, reason })
    onClose()
    done(translate('lapel.act.export.done'))
  }
  return (
    <ActDialog words="export" filled={{ name }} ready={isSubject(draft)} onConfirm={ask} onClose={onClose}>
      <SubjectFields draft={draft} types={['organization', 'visitor', 'site_user', 'user']} onChange={setDraft} />
    </ActDialog>
  )
}

export default ExportData
