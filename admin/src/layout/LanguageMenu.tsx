import LanguageIcon from '@mui/icons-material/TranslateOutlined'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Tooltip from '@mui/material/Tooltip'
import { useState } from 'react'
import { useAuthProvider, useLocaleState, useTranslate } from 'react-admin'
import { type Language, languages } from '../i18n/languages.ts'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'

/** Chooses the console's language, for this browser and for the account. */
export const LanguageMenu = () => {
  const translate = useTranslate()
  const [locale, setLocale] = useLocaleState()
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const name = languages.find((language) => language.locale === locale)?.name ?? ''
  const label = translate('lapel.app.language', { name })

  const choose = (language: Language) => {
    setAnchor(null)
    setLocale(language)
    // The choice holds in this browser whether or not the account could be told.
    authProvider?.rememberLanguage(language).catch(() => undefined)
  }

  return (
    <>
      <Tooltip title={label}>
        <IconButton
          color="inherit"
          aria-label={label}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <LanguageIcon />
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {languages.map((language) => (
          <MenuItem
            key={language.locale}
            lang={language.locale}
            selected={language.locale === locale}
            onClick={() => choose(language.locale)}
          >
            {language.name}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
