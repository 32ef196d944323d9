import Box from '@mui/material/Box'
import type { ReactNode } from 'react'
import { Title } from 'react-admin'

/** A room of staff that is no list of one table: its title in the bar, its sections below. */
export const Room = ({ title, children }: { title: string; children: ReactNode }) => (
  <>
    <Title title={title} preferenceKey={false} />
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', mt: 1.5 }}>{children}</Box>
  </>
)
