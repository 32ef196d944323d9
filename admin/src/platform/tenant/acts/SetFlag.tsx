import { useTranslate } from 'react-admin'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason, useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'

export interface FlagChange {
  flag: string
  /** Null: it follows plan, share and default. */
  enabled: boolean | null
  before: boolean | null
}

const wordsOf = (enabled: boolean | null) => (enabled === null ? 'flag_follow' : enabled ? 'flag_on' : 'flag_off')

/** Switches a flag for one tenant. */
export const SetFlag = ({ change: { flag, enabled, before }, onClose }: ActProps & { change: FlagChange }) => {
  const { id, name } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const words = wordsOf(enabled)
  const set = async (reason: string) => {
    await staffActs.setOrganizationFlag(flag, id, enabled, reason)
    onClose()
    done(translate(`lapel.act.${words}.done`, { name, flag }), () =>
      staffActs.setOrganizationFlag(flag, id, before, undoReason(reason)),
    )
  }
  return <ActDialog words={words} filled={{ name, flag }} onConfirm={set} onClose={onClose} />
}
