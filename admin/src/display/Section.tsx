import Box from '@mui/material/Box'
import Card from '@mui/material/Card'
import Typography from '@mui/material/Typography'
import { type ReactNode, useId } from 'react'

interface SectionProps {
  title: string
  action?: ReactNode
  /** Content reaches the edges, as tables do. */
  flush?: boolean
  children: ReactNode
}

/** A titled card, a region that assistive technology can list. */
export const Section = ({ title, action, flush = false, children }: SectionProps) => {
  const id = useId()
  return (
    <Card component="section" aria-labelledby={id} sx={{ minWidth: 0, overflow: 'hidden' }}>
      <Box
        sx={{
          alignItems: 'center',
          display: 'flex',
          gap: 1,
          minHeight: 44,
          justifyContent: 'space-between',
          px: 2,
          pt: 1,
        }}
      >
        <Typography id={id} variant="h2">
          {title}
        </Typography>
        {action}
      </Box>
      <Box sx={flush ? { pt: 0.5 } : { px: 2, pb: 2, pt: 0.5 }}>{children}</Box>
    </Card>
  )
}
