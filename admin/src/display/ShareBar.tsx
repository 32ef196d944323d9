import Box from '@mui/material/Box'

/** A part of the largest, 0 to 1, as a bar; the figures stand beside it. */
export const ShareBar = ({ share }: { share: number }) => (
  <Box aria-hidden sx={{ bgcolor: 'action.hover', borderRadius: 1, height: 6, my: 0.5 }}>
    <Box sx={{ bgcolor: 'primary.main', borderRadius: 1, height: 6 }} style={{ width: `${share * 100}%` }} />
  </Box>
)
