import Link from '@mui/material/Link'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'

/** The way to the sign-in page. */
export const SignInLink = () => (
  <Link component={RouterLink} to="/login">
    {useTranslate()('lapel.auth.recovery.back')}
  </Link>
)
