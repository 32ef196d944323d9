import Box from '@mui/material/Box'
import Card from '@mui/material/Card'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { useTranslate } from 'react-admin'
import { LanguageMenu } from '../layout/LanguageMenu.tsx'

interface AuthPageProps {
  title: string
  children: ReactNode
  /** The way to the other page. */
  footer: ReactNode
}

/** The frame around signing in and signing up. */
export const AuthPage = ({ title, children, footer }: AuthPageProps) => {
  const translate = useTranslate()
  return (
    <Box
      component="main"
      sx={{
        alignItems: 'center',
        display: 'flex',
        flexDirection: 'column',
        minHeight: '100vh',
        px: 2,
        py: { xs: 4, sm: 12 },
      }}
    >
      <Box sx={{ alignItems: 'center', display: 'flex', gap: 1.25, mb: 1 }}>
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={28} height={28} />
        <Typography variant="h5" component="p">
          Lapel
        </Typography>
      </Box>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 3, textAlign: 'center' }}>
        {translate('lapel.auth.pitch')}
      </Typography>
      <Card sx={{ maxWidth: 384, p: 3, width: '100%' }}>
        <Typography variant="h1" sx={{ mb: 2 }}>
          {translate(title)}
        </Typography>
        {children}
      </Card>
      <Typography variant="body2" component="div" sx={{ mt: 2.5 }}>
        {footer}
      </Typography>
      <Box sx={{ mt: 1.5 }}>
        <LanguageMenu />
      </Box>
    </Box>
  )
}
