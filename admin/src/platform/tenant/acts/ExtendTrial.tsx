import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { momentOf, Time } from '../../../display/Time.tsx'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { undoReason, useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'
import { dayAfter, endOf } from './days.ts'

const [soonest, usual, latest] = [dayAfter(1), dayAfter(14), dayAfter(364)]

/** Lets a trial run until a day. */
const ExtendTrial = ({ onClose }: ActProps) => {
  const { id, name, trial_ends_at, plan_status } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const done = useDone()
  const [until, setUntil] = useState(usual)
  const isRunning = plan_status === 'trialing' && trial_ends_at !== null && momentOf(trial_ends_at) > new Date()
  const extend = async (reason: string) => {
    await staffActs.extendTrial(id, endOf(until), reason)
    onClose()
    // A trial that was over cannot be put into the past again.
    const undo = isRunning ? () => staffActs.extendTrial(id, trial_ends_at, undoReason(reason)) : undefined
    done(translate('lapel.act.trial.done', { name }), undo)
  }
  return (
    <ActDialog
      words="trial"
      filled={{ name }}
      ready={until >= soonest && until <= latest}
      onConfirm={extend}
      onClose={onClose}
    >
      <TextField
        type="date"
        label={translate('lapel.act.trial.until')}
        helperText={
          trial_ends_at && (
            <>
              {translate('lapel.act.trial.now')} <Time value={trial_ends_at} />
            </>
          )
        }
        value={until}
        onChange={({ target }) => setUntil(target.value)}
        required
        slotProps={{ htmlInput: { min: soonest, max: latest }, inputLabel: { shrink: true } }}
      />
    </ActDialog>
  )
}

export default ExtendTrial
