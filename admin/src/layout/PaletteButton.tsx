import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import { useTranslate } from 'react-admin'
import { commandKey } from '../shortcuts/commandKey.ts'
import { useOpenPalette } from '../shortcuts/Shortcuts.tsx'

/** On a narrow screen the name is there for assistive technology alone. */
const onlyWide = {
  clipPath: { xs: 'inset(50%)', md: 'none' },
  height: { xs: 1, md: 'auto' },
  overflow: 'hidden',
  position: { xs: 'absolute', md: 'static' },
  whiteSpace: 'nowrap',
  width: { xs: 1, md: 'auto' },
}

/** Opens the command palette, and teaches its key where there is room. */
export const PaletteButton = () => {
  const translate = useTranslate()
  const open = useOpenPalette()
  return (
    <ButtonBase
      onClick={open}
      aria-keyshortcuts="Control+K Meta+K"
      sx={{
        border: { md: 1 },
        borderColor: { md: 'divider' },
        borderRadius: 1.5,
        color: 'text.secondary',
        fontFamily: 'inherit',
        fontSize: '0.8125rem',
        gap: 1,
        mr: 1,
        p: { xs: 1, md: 0.5 },
        pl: { md: 1 },
        '&:hover': { bgcolor: 'action.hover' },
      }}
    >
      <SearchIcon fontSize="small" />
      <Box component="span" sx={{ pr: { md: 4 }, ...onlyWide }}>
        {translate('lapel.palette.title')}
      </Box>
      <Box
        component="kbd"
        aria-hidden
        sx={{
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
          display: { xs: 'none', md: 'inline' },
          fontSize: '0.6875rem',
          px: 0.5,
        }}
      >
        {commandKey} K
      </Box>
    </ButtonBase>
  )
}
