import ArrowIcon from '@mui/icons-material/KeyboardArrowDown'
import Button from '@mui/material/Button'
import ListItemText from '@mui/material/ListItemText'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { type ComponentType, lazy, Suspense, useId, useState } from 'react'
import { useTranslate } from 'react-admin'
import { isAtLeast, useAccess } from '../../../providers/access.ts'
import { useTenant } from '../useTenant.ts'
import { type ActName, acts } from './acts.ts'

export interface ActProps {
  onClose: () => void
}

const dialogs: Record<ActName, ComponentType<ActProps>> = {
  impersonate: lazy(() => import('./Impersonate.tsx')),
  plan: lazy(() => import('./ChangePlan.tsx')),
  override: lazy(() => import('./GrantOverride.tsx')),
  trial: lazy(() => import('./ExtendTrial.tsx')),
  export: lazy(() => import('./ExportData.tsx')),
  erase: lazy(() => import('./EraseData.tsx')),
  suspend: lazy(() => import('./Suspend.tsx')),
  reactivate: lazy(() => import('./Reactivate.tsx')),
  delete: lazy(() => import('./Delete.tsx')),
  call_off: lazy(() => import('./CallOff.tsx')),
}

/** Everything that staff do to the tenant. What the own role may not is there and says what it needs. */
export const ActsMenu = () => {
  const translate = useTranslate()
  const tenant = useTenant()
  const role = useAccess()?.staff_role
  const id = useId()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [chosen, setChosen] = useState<ActName>()
  const Dialog = chosen && dialogs[chosen]
  const choose = (name: ActName, allowed: boolean) => {
    if (!allowed) return
    setAnchor(null)
    setChosen(name)
  }
  return (
    <>
      <Button
        id={id}
        variant="outlined"
        endIcon={<ArrowIcon />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        {translate('lapel.act.menu')}
      </Button>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        slotProps={{ list: { 'aria-labelledby': id } }}
      >
        {acts
          .filter(({ fits }) => !fits || fits(tenant))
          .map(({ name, needs, danger }) => {
            const allowed = isAtLeast(role, needs)
            const why = allowed
              ? undefined
              : translate('lapel.tenant.needs', { role: translate(`lapel.staff_role.${needs}`) })
            return (
              <MenuItem
                key={name}
                dense
                aria-disabled={!allowed}
                onClick={() => choose(name, allowed)}
                sx={{
                  ...(danger && allowed ? { color: 'error.main' } : {}),
                  '&[aria-disabled="true"]': { color: 'text.secondary', cursor: 'not-allowed' },
                }}
              >
                <ListItemText primary={translate(`lapel.act.${name}.name`)} secondary={why} />
              </MenuItem>
            )
          })}
      </Menu>
      {Dialog && (
        <Suspense fallback={null}>
          <Dialog onClose={() => setChosen(undefined)} />
        </Suspense>
      )}
    </>
  )
}
