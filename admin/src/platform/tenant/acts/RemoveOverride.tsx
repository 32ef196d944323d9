import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason, useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import type { Override } from '../row.ts'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'
import { changeOf, stillHolds } from './useSetOverride.ts'

/** Takes an override back; the plan's limit holds again. */
export const RemoveOverride = ({ override, onClose }: ActProps & { override: Override }) => {
  const { name } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const limit = translate(`resources.plan_limits.limit_type.${override.limit_type}`)
  const remove = async (reason: string) => {
    await staffActs.removeOverride(override.id, reason)
    onClose()
    const undo = stillHolds(override) ? () => staffActs.setOverride(changeOf(override, undoReason(reason))) : undefined
    done(translate('lapel.act.remove_override.done', { name, limit }), undo)
  }
  return <ActDialog words="remove_override" filled={{ name, limit }} danger onConfirm={remove} onClose={onClose} />
}
