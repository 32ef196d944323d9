import KeyIcon from '@mui/icons-material/KeyOutlined'
import ListItemIcon from '@mui/material/ListItemIcon'
import ListItemText from '@mui/material/ListItemText'
import MenuItem from '@mui/material/MenuItem'
import type { Ref } from 'react'
import { useTranslate, useUserMenu } from 'react-admin'
import { Link } from 'react-router-dom'

/** In the user menu: the way to password and authenticator apps. */
export const AccountLink = ({ ref }: { ref?: Ref<HTMLAnchorElement> }) => (
  <MenuItem ref={ref} component={Link} to="/account" onClick={useUserMenu()?.onClose}>
    <ListItemIcon>
      <KeyIcon fontSize="small" />
    </ListItemIcon>
    <ListItemText>{useTranslate()('lapel.account.title')}</ListItemText>
  </MenuItem>
)
