import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason, useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'

/** Ends a suspension. */
const Reactivate = ({ onClose }: ActProps) => {
  const { id, name } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const reactivate = async (reason: string) => {
    await staffActs.setOrganizationStatus([id], 'active', reason)
    onClose()
    done(translate('lapel.act.reactivate.done', { name }), () =>
      staffActs.setOrganizationStatus([id], 'suspended', undoReason(reason)),
    )
  }
  return <ActDialog words="reactivate" filled={{ name }} onConfirm={reactivate} onClose={onClose} />
}

export default Reactivate
