import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'react-admin'
import { CopyButton } from './CopyButton.tsx'

/** The two lines that put an instance on a page. The console is served beside the SDK, so its own origin is the host. */
const snippetOf = (publicId: string, host = window.location.origin) =>
  `<script async src="${host}/sdk/w/${publicId}.js"></script>\n<lapel-widget public-id="${publicId}"></lapel-widget>`

export const Snippet = ({ publicId }: { publicId: string }) => {
  const translate = useTranslate()
  const text = snippetOf(publicId)
  return (
    <>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
        {translate('lapel.snippet.help')}
      </Typography>
      <Box
        component="pre"
        role="group"
        aria-label={translate('lapel.snippet.label')}
        // A scrolling region has to be reachable by keyboard.
        tabIndex={0}
        sx={{
          bgcolor: 'action.hover',
          borderRadius: 1.5,
          fontSize: '0.8125rem',
          lineHeight: 1.6,
          m: 0,
          mb: 1.5,
          overflowX: 'auto',
          p: 1.5,
        }}
      >
        {text}
      </Box>
      <CopyButton text={text} />
    </>
  )
}
