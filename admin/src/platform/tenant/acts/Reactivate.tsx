import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { useStepUp } from '../../../stepUp/useStepUp.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { changeStatus } from '../../organizations/changeStatus.ts'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'

/** Ends a suspension. */
const Reactivate = ({ onClose }: ActProps) => {
  const { id, name } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const stepUp = useStepUp()
  const reactivate = async (reason: string) => {
    const takeBack = await changeStatus(staffActs, id, 'active', reason)
    onClose()
    // Taking it back suspends, and before that the console asks who it is.
    const undo = takeBack && (async () => ((await stepUp()) ? takeBack() : 'shown'))
    done(translate(`lapel.act.reactivate.${takeBack ? 'done' : 'overtaken'}`, { name }), undo)
  }
  return <ActDialog words="reactivate" filled={{ name }} onConfirm={reactivate} onClose={onClose} />
}

export default Reactivate
