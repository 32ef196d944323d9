import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useTranslate } from 'react-admin'

/** Says that something could not be loaded, and offers to try again. */
export const LoadFailed = ({ onRetry }: { onRetry: () => unknown }) => {
  const translate = useTranslate()
  return (
    <Alert
      severity="error"
      variant="outlined"
      action={
        <Button color="inherit" size="small" onClick={() => onRetry()}>
          {translate('lapel.error.retry')}
        </Button>
      }
      sx={{ m: 1 }}
    >
      {translate('lapel.error.load')}
    </Alert>
  )
}
