import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useTranslate } from 'react-admin'
import { commandKey } from './commandKey.ts'

const shortcuts = [
  { name: 'palette', keys: [commandKey, 'K'] },
  { name: 'next', keys: ['J'] },
  { name: 'previous', keys: ['K'] },
  { name: 'open', keys: ['Enter'] },
  { name: 'select', keys: ['X'] },
  { name: 'search', keys: ['/'] },
  { name: 'help', keys: ['?'] },
]

const key = {
  border: 1,
  borderColor: 'divider',
  borderRadius: 1,
  fontSize: '0.75rem',
  minWidth: 22,
  px: 0.75,
  py: 0.25,
  textAlign: 'center',
}

/** What the keyboard does. */
const ShortcutHelp = ({ onClose }: { onClose: () => void }) => {
  const translate = useTranslate()
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="shortcuts">
      <DialogTitle id="shortcuts" variant="h5" component="h2">
        {translate('lapel.shortcut.title')}
      </DialogTitle>
      <DialogContent sx={{ pt: 0 }}>
        <Box
          component="dl"
          sx={{ display: 'grid', gap: 1.25, gridTemplateColumns: '1fr auto', fontSize: '0.8125rem', m: 0 }}
        >
          {shortcuts.map(({ name, keys }) => (
            <Box key={name} sx={{ display: 'contents' }}>
              <dt>{translate(`lapel.shortcut.${name}`)}</dt>
              <Box component="dd" sx={{ display: 'flex', gap: 0.5, justifyContent: 'flex-end', m: 0 }}>
                {keys.map((one) => (
                  <Box component="kbd" key={one} sx={key}>
                    {one}
                  </Box>
                ))}
              </Box>
            </Box>
          ))}
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button variant="contained" onClick={onClose} autoFocus>
          {translate('ra.action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

export default ShortcutHelp
