import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useMayAs } from '../../../providers/access.ts'
import { useStaffActs } from '../../../providers/useStaffActs.ts'
import { restartAt } from '../../impersonation/restart.ts'
import { ActDialog } from '../../room/ActDialog.tsx'
import { useTenant } from '../useTenant.ts'
import type { ActProps } from './ActsMenu.tsx'

/** Looks at a tenant as its members do, for an hour. */
const Impersonate = ({ onClose }: ActProps) => {
  const { id, name } = useTenant()
  const staffActs = useStaffActs()
  const translate = useTranslate()
  const mayWrite = useMayAs('admin')
  const [writing, setWriting] = useState(false)
  const start = async (reason: string) => {
    await staffActs.startImpersonation(id, reason, !writing)
    restartAt('/')
  }
  return (
    <ActDialog
      words="impersonate"
      filled={{ name }}
      danger={writing}
      stepUp={writing}
      onConfirm={start}
      onClose={onClose}
    >
      <RadioGroup
        aria-label={translate('lapel.act.impersonate.how')}
        value={writing ? 'writing' : 'reading'}
        onChange={(_, value) => setWriting(value === 'writing')}
      >
        <FormControlLabel
          value="reading"
          control={<Radio size="small" />}
          label={translate('lapel.act.impersonate.reading')}
        />
        <FormControlLabel
          value="writing"
          control={<Radio size="small" />}
          disabled={!mayWrite}
          label={translate(`lapel.act.impersonate.${mayWrite ? 'writing' : 'writing_needs'}`)}
        />
      </RadioGroup>
    </ActDialog>
  )
}

export default Impersonate
