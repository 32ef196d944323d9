import Box from '@mui/material/Box'
import { CopyButton } from './CopyButton.tsx'

/** A text to copy, as it is, with the button that does it. */
export const CopyText = ({ label, text }: { label: string; text: string }) => (
  <Box sx={{ minWidth: 0 }}>
    <Box
      component="pre"
      role="group"
      aria-label={label}
      // A scrolling region has to be reachable by keyboard.
      tabIndex={0}
      sx={{
        bgcolor: 'action.hover',
        borderRadius: 1.5,
        fontSize: '0.8125rem',
        lineHeight: 1.6,
        m: 0,
        mb: 1.5,
        maxHeight: '20rem',
        overflow: 'auto',
        p: 1.5,
      }}
    >
      {text}
    </Box>
    <CopyButton text={text} />
  </Box>
)
