import DevicesIcon from '@mui/icons-material/DevicesOutlined'
import ListItemIcon from '@mui/material/ListItemIcon'
import ListItemText from '@mui/material/ListItemText'
import MenuItem from '@mui/material/MenuItem'
import { lazy, type Ref, Suspense, useState } from 'react'
import { useAuthProvider, useLogout, useNotify, useTranslate } from 'react-admin'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'

const Confirm = lazy(() => import('./confirm.ts').then(({ Confirm: Dialog }) => ({ default: Dialog })))

/** In the user menu: ends the sessions of this account in all browsers, after a question. */
export const SignOutEverywhere = ({ ref }: { ref?: Ref<HTMLLIElement> }) => {
  const translate = useTranslate()
  const notify = useNotify()
  const logout = useLogout()
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  const [asking, setAsking] = useState(false)

  const signOut = async () => {
    try {
      await authProvider?.signOutEverywhere()
      // Whoever comes back after this chose to leave: they begin at the home page.
      await logout({}, '/login?everywhere=1', false)
    } catch {
      setAsking(false)
      notify('lapel.error.failed', { type: 'error' })
    }
  }

  return (
    <>
      <MenuItem ref={ref} onClick={() => setAsking(true)}>
        <ListItemIcon>
          <DevicesIcon fontSize="small" />
        </ListItemIcon>
        <ListItemText>{translate('lapel.auth.everywhere.action')}</ListItemText>
      </MenuItem>
      {asking && (
        <Suspense fallback={null}>
          <Confirm
            isOpen
            title="lapel.auth.everywhere.title"
            content="lapel.auth.everywhere.text"
            confirm="lapel.auth.everywhere.confirm"
            onConfirm={signOut}
            onClose={() => setAsking(false)}
          />
        </Suspense>
      )}
    </>
  )
}
