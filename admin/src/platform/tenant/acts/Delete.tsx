import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason, useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'

/** Closes a tenant at once; it is deleted for good a week later. */
const Delete = ({ onClose }: ActProps) => {
  const { id, name, slug } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const close = async (reason: string) => {
    await staffActs.requestDeletion(id, reason)
    onClose()
    done(translate('lapel.act.delete.done', { name }), () => staffActs.cancelDeletion(id, undoReason(reason)))
  }
  return <ActDialog words="delete" filled={{ name }} typed={slug} danger stepUp onConfirm={close} onClose={onClose} />
}

export default Delete
