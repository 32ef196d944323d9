import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import Dialog from '@mui/material/Dialog'
import InputBase from '@mui/material/InputBase'
import Typography from '@mui/material/Typography'
import { type KeyboardEvent, useId, useState } from 'react'
import { useTranslate } from 'react-admin'
import { useNavigate } from 'react-router-dom'
import { useIsStaff } from '../providers/access.ts'
import { Entries } from './Entries.tsx'
import { type Entry, useEntries } from './useEntries.ts'

/** Finds a page of the console by typing: a combobox over a list, led by the keyboard alone. */
const CommandPalette = ({ onClose }: { onClose: () => void }) => {
  const translate = useTranslate()
  const navigate = useNavigate()
  const listId = useId()
  const isStaff = useIsStaff()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const { entries, isSearching, failed, remember } = useEntries(text)
  const chosen = Math.min(at, entries.length - 1)

  const open = (entry: Entry) => {
    onClose()
    remember({ to: entry.to, title: entry.title, detail: entry.detail })
    navigate(entry.to)
  }
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      Home: 0,
      End: entries.length - 1,
    }
    const step = steps[event.key]
    const entry = entries[chosen]
    if (step !== undefined && entries.length > 0) setAt((step + entries.length) % entries.length)
    else if (event.key === 'Enter' && entry) open(entry)
    else return
    event.preventDefault()
  }
  const words = translate(isStaff ? 'lapel.palette.placeholder_staff' : 'lapel.palette.placeholder')

  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      slotProps={{ paper: { 'aria-label': translate('lapel.palette.title') } }}
      sx={{
        '& .MuiDialog-container': { alignItems: 'flex-start' },
        '& .MuiDialog-paper': { mt: { xs: 2, sm: 10 }, mx: 2, width: 'calc(100% - 32px)' },
      }}
    >
      <Box
        sx={{ alignItems: 'center', borderBottom: 1, borderColor: 'divider', display: 'flex', gap: 1, px: 2, py: 1 }}
      >
        <SearchIcon fontSize="small" aria-hidden sx={{ color: 'text.secondary' }} />
        <InputBase
          fullWidth
          autoFocus
          value={text}
          placeholder={words}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={press}
          inputProps={{
            role: 'combobox',
            'aria-label': words,
            'aria-expanded': entries.length > 0,
            'aria-controls': listId,
            'aria-autocomplete': 'list',
            ...(entries[chosen] ? { 'aria-activedescendant': `${listId}-${chosen}` } : {}),
            maxLength: 200,
            spellCheck: false,
          }}
        />
      </Box>
      <Entries id={listId} entries={entries} chosen={chosen} onOpen={open} onPoint={setAt} />
      <Typography role="status" variant="caption" sx={{ color: 'text.secondary', minHeight: 20, px: 2, pb: 1 }}>
        {failed && translate('lapel.error.load')}
        {!failed && entries.length === 0 && !isSearching && translate('lapel.palette.nothing')}
        {isSearching && entries.length === 0 && translate('ra.page.loading')}
      </Typography>
    </Dialog>
  )
}

export default CommandPalette
