import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'react-admin'

/** In place of a page that could not be downloaded. Reloading helps where a newer console has replaced the file. */
export const PageFailed = ({ onRetry }: { onRetry: () => void }) => {
  const translate = useTranslate()
  return (
    <Box role="alert" sx={{ maxWidth: '30rem', mx: 'auto', px: 2, py: 10, textAlign: 'center' }}>
      <Typography variant="h2" component="p" sx={{ mb: 0.5 }}>
        {translate('lapel.page.failed')}
      </Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 2.5 }}>
        {translate('lapel.page.failed_text')}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, justifyContent: 'center' }}>
        <Button variant="contained" onClick={onRetry}>
          {translate('lapel.error.retry')}
        </Button>
        <Button variant="outlined" onClick={() => window.location.reload()}>
          {translate('lapel.page.reload')}
        </Button>
      </Box>
    </Box>
  )
}
