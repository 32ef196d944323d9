import Button from '@mui/material/Button'
import Tooltip from '@mui/material/Tooltip'
import { useState } from 'react'
import { useRecordContext, useTranslate } from 'react-admin'
import { useAccess } from '../../providers/access.ts'
import { ChangeLimitDialog } from './ChangeLimitDialog.tsx'
import type { PlanLimit } from './row.ts'

/** Opens the dialog for the limit around it. Staff without the right see why they may not. */
export const ChangeLimitButton = () => {
  const limit = useRecordContext<PlanLimit>()
  const access = useAccess()
  const translate = useTranslate()
  const [open, setOpen] = useState(false)
  if (!limit || !access?.staff_role) return null

  const allowed = access.staff_role === 'admin'
  const why = allowed
    ? ''
    : translate('lapel.limit.not_admin', { role: translate(`lapel.staff_role.${access.staff_role}`) })
  const name = translate('lapel.limit.change_named', {
    limit: translate(`resources.plan_limits.limit_type.${limit.limit_type}`),
  })
  return (
    <>
      <Tooltip title={why} describeChild>
        {/* aria-disabled keeps the button reachable, so that the reason can be read by keyboard and screen reader. */}
        <Button
          size="small"
          variant="outlined"
          aria-label={name}
          aria-disabled={!allowed}
          onClick={() => allowed && setOpen(true)}
          sx={{ '&[aria-disabled="true"]': { color: 'text.secondary', borderColor: 'divider', cursor: 'not-allowed' } }}
        >
          {translate('lapel.limit.change')}
        </Button>
      </Tooltip>
      {open && <ChangeLimitDialog limit={limit} onClose={() => setOpen(false)} />}
    </>
  )
}
