import Box from '@mui/material/Box'
import { useTranslate } from 'react-admin'
import { CopyButton } from '../display/CopyButton.tsx'

/** A secret in groups of four, as people type it; copied, it is in one piece. */
export const Secret = ({ secret }: { secret: string }) => {
  const translate = useTranslate()
  return (
    <Box>
      <Box
        component="code"
        role="group"
        aria-label={translate('lapel.account.factors.secret')}
        sx={{ bgcolor: 'action.hover', borderRadius: 1.5, display: 'block', mb: 1.5, p: 1.5 }}
      >
        {secret.match(/.{1,4}/g)?.join(' ')}
      </Box>
      <CopyButton text={secret} />
    </Box>
  )
}
