import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon?: ReactNode
  title: string
  children?: ReactNode
}

/** What a page says while it has nothing to show, and what will change that. */
export const EmptyState = ({ icon, title, children }: EmptyStateProps) => (
  <Box
    sx={{ alignItems: 'center', display: 'flex', flexDirection: 'column', gap: 0.5, px: 2, py: 8, textAlign: 'center' }}
  >
    {icon && <Box sx={{ color: 'text.secondary', mb: 1, '& svg': { fontSize: 32 } }}>{icon}</Box>}
    <Typography variant="h2">{title}</Typography>
    {children && (
      <Typography variant="body2" sx={{ color: 'text.secondary', maxWidth: '28rem' }}>
        {children}
      </Typography>
    )}
  </Box>
)
