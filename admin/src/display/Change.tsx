import Box from '@mui/material/Box'
import { alpha } from '@mui/material/styles'

const mark = (colour: 'error' | 'success') =>
  ({
    bgcolor: (theme: { palette: Record<typeof colour, { main: string }> }) => alpha(theme.palette[colour].main, 0.12),
    borderRadius: 1,
    overflowWrap: 'anywhere',
    px: 0.75,
    textDecoration: 'none',
  }) as const

/** A value as it was, beside what it becomes. */
export const Change = ({ before, after }: { before: string; after: string }) => (
  <Box sx={{ display: 'flex', flexWrap: 'wrap', fontSize: '0.8125rem', gap: 0.75 }}>
    <Box component="del" sx={mark('error')}>
      {before}
    </Box>
    <span aria-hidden>→</span>
    <Box component="ins" sx={mark('success')}>
      {after}
    </Box>
  </Box>
)
