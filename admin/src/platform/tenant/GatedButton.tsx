import Button, { type ButtonProps } from '@mui/material/Button'
import Tooltip from '@mui/material/Tooltip'
import { useTranslate } from 'react-admin'
import type { StaffRole } from '../../providers/access.ts'
import { useMayAs } from './staffRank.ts'

/** A button for staff of at least a role. The others can reach it and are told why it does nothing. */
export const GatedButton = ({ needs, onClick, ...button }: ButtonProps & { needs: StaffRole }) => {
  const translate = useTranslate()
  const allowed = useMayAs(needs)
  const why = allowed ? '' : translate('lapel.tenant.needs', { role: translate(`lapel.staff_role.${needs}`) })
  return (
    <Tooltip title={why} describeChild>
      {/* aria-disabled keeps the button reachable, so that the reason can be read by keyboard and screen reader. */}
      <Button
        size="small"
        variant="outlined"
        aria-disabled={!allowed}
        {...button}
        onClick={(event) => allowed && onClick?.(event)}
        sx={{ '&[aria-disabled="true"]': { borderColor: 'divider', color: 'text.secondary', cursor: 'not-allowed' } }}
      />
    </Tooltip>
  )
}
