import Button, { type ButtonProps } from '@mui/material/Button'
import Tooltip from '@mui/material/Tooltip'
import { useTranslate } from 'react-admin'
import { isAtLeast, type StaffRole, useAccess } from '../../providers/access.ts'

interface StaffButtonProps extends Omit<ButtonProps, 'onClick'> {
  atLeast: StaffRole
  onClick: () => void
  /** Why it cannot be done now, in words. */
  refused?: string | false
}

/** A button for a staff role. Everyone else finds it, and reads why they may not. */
export const StaffButton = ({ atLeast, onClick, refused, children, ...button }: StaffButtonProps) => {
  const translate = useTranslate()
  const role = useAccess()?.staff_role
  const words = (of: StaffRole) => translate(`lapel.staff_role.${of}`)
  const why = isAtLeast(role, atLeast)
    ? refused || ''
    : translate('lapel.room.needs_role', { needed: words(atLeast), role: role ? words(role) : '' })
  return (
    <Tooltip title={why} describeChild>
      {/* aria-disabled keeps the button reachable, so that the reason can be read by keyboard and screen reader. */}
      <Button
        size="small"
        variant="outlined"
        {...button}
        aria-disabled={Boolean(why)}
        onClick={() => !why && onClick()}
        sx={{ '&[aria-disabled="true"]': { borderColor: 'divider', color: 'text.secondary', cursor: 'not-allowed' } }}
      >
        {children}
      </Button>
    </Tooltip>
  )
}
