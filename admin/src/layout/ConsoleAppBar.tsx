import Chip from '@mui/material/Chip'
import {
  AppBar,
  LoadingIndicator,
  Logout,
  TitlePortal,
  ToggleThemeButton,
  UserMenu,
  useGetIdentity,
  useTranslate,
} from 'react-admin'
import { useAccess } from '../providers/access.ts'
import { AccountLink } from './AccountLink.tsx'
import { LanguageMenu } from './LanguageMenu.tsx'
import { PaletteButton } from './PaletteButton.tsx'
import { SignOutEverywhere } from './SignOutEverywhere.tsx'

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

const Account = () => {
  const { identity } = useGetIdentity()
  const translate = useTranslate()
  // The button shows the name, so its spoken label begins with it too.
  return (
    <UserMenu label={translate('lapel.app.account', { name: identity?.fullName ?? '' }).trim()}>
      <AccountLink />
      <SignOutEverywhere />
      <Logout />
    </UserMenu>
  )
}

/** react-admin's indicator hands its other properties to the progress circle, though its type does not say so. */
const loadingName = (label: string) => ({ 'aria-label': label })

export const ConsoleAppBar = () => {
  const translate = useTranslate()
  return (
    <AppBar
      color="default"
      elevation={0}
      alwaysOn
      sx={{ bgcolor: 'background.paper', '& .RaLoadingIndicator-loader': { m: 1 } }}
      userMenu={<Account />}
      toolbar={
        <>
          <PaletteButton />
          <WhoseConsole />
          <LanguageMenu />
          <ToggleThemeButton />
          <LoadingIndicator {...loadingName(translate('ra.page.loading'))} />
        </>
      }
    >
      <TitlePortal component="h1" variant="h6" />
    </AppBar>
  )
}
