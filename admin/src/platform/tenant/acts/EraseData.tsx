import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'
import { isSubject, type SubjectDraft, SubjectFields } from './SubjectFields.tsx'

/** Has what a tenant holds about one person erased. A whole tenant is deleted instead. */
const EraseData = ({ onClose }: ActProps) => {
  const { id, name, slug } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const [draft, setDraft] = useState<SubjectDraft>({ type: 'visitor', subject: '' })
  const erase = async (reason: string) => {
    const subject = draft.subject.trim()
    await staffActs.requestPrivacy({ organization_id: id, kind: 'erase', subject_type: draft.type, subject, reason })
    onClose()
    done(translate('lapel.act.erase.done'))
  }
  return (
    <ActDialog
      words="erase"
      filled={{ name }}
      typed={slug}
      danger
      stepUp
      ready={isSubject(draft)}
      onConfirm={erase}
      onClose={onClose}
    >
      <SubjectFields draft={draft} types={['visitor', 'site_user', 'user']} onChange={setDraft} />
    </ActDialog>
  )
}

export default EraseData
