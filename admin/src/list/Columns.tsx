import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

/** Two columns where there is room: what matters, and what goes with it. */
export const Columns = ({ children }: { children: ReactNode }) => (
  <Box
    sx={{
      alignItems: 'start',
      display: 'grid',
      gap: 2,
      gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 2fr) minmax(0, 1fr)' },
    }}
  >
    {children}
  </Box>
)

export const Stack = ({ children }: { children: ReactNode }) => (
  <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>{children}</Box>
)
