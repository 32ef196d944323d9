import Chip from '@mui/material/Chip'
import { AppBar, LoadingIndicator, TitlePortal, ToggleThemeButton, useTranslate } from 'react-admin'
import { useAccess } from '../providers/access.ts'

const WhoseConsole = () => {
  const access = useAccess()
  const translate = useTranslate()
  if (!access) return null
  const own = access.organizations.length > 0 ? access.organizations : access.workspaces
  const label = access.staff_role
    ? translate('lapel.app.staff', { role: translate(`lapel.staff_role.${access.staff_role}`) })
    : own.length === 1 && own[0]?.name
  return label ? <Chip label={label} variant="outlined" sx={{ display: { xs: 'none', sm: 'flex' }, mr: 1 }} /> : null
}

export const ConsoleAppBar = () => (
  <AppBar
    color="default"
    elevation={0}
    alwaysOn
    sx={{ bgcolor: 'background.paper', '& .RaLoadingIndicator-loader': { m: 1 } }}
    toolbar={
      <>
        <WhoseConsole />
        <ToggleThemeButton />
        <LoadingIndicator />
      </>
    }
  >
    <TitlePortal component="h1" variant="h6" />
  </AppBar>
)
