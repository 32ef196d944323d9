import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'

/** Calls a deletion off, while it can be. */
const CallOff = ({ onClose }: ActProps) => {
  const { id, name } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const callOff = async (reason: string) => {
    await staffActs.cancelDeletion(id, reason)
    onClose()
    done(translate('lapel.act.call_off.done', { name }))
  }
  return <ActDialog words="call_off" filled={{ name }} onConfirm={callOff} onClose={onClose} />
}

export default CallOff
