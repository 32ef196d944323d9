import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { changeStatus } from '../../organizations/changeStatus.ts'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'

/** Keeps a tenant from everything but reading, and its widgets from showing. */
const Suspend = ({ onClose }: ActProps) => {
  const { id, name } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const suspend = async (reason: string) => {
    const takeBack = await changeStatus(staffActs, id, 'suspended', reason)
    onClose()
    done(translate(`lapel.act.suspend.${takeBack ? 'done' : 'overtaken'}`, { name }), takeBack)
  }
  return <ActDialog words="suspend" filled={{ name }} danger stepUp onConfirm={suspend} onClose={onClose} />
}

export default Suspend
