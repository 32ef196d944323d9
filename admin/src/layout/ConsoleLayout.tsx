import { type ReactNode, useEffect } from 'react'
import { Layout, useGetIdentity, useSetLocale } from 'react-admin'
import { isLanguage } from '../i18n/languages.ts'
import { ConsoleAppBar } from './ConsoleAppBar.tsx'
import { ConsoleMenu } from './ConsoleMenu.tsx'
import { LocaleTheme } from './LocaleTheme.tsx'

/** Speaks the language of the account, once it is known whose it is. */
function useLanguageOfAccount() {
  const language: unknown = useGetIdentity().identity?.language
  const setLocale = useSetLocale()
  useEffect(() => {
    if (isLanguage(language)) setLocale(language)
    // Only when the account says so anew: what is chosen in the meantime stays.
  }, [language, setLocale])
}

const ConsoleLayout = ({ children }: { children: ReactNode }) => {
  useLanguageOfAccount()
  return (
    <LocaleTheme>
      <Layout appBar={ConsoleAppBar} menu={ConsoleMenu} appBarAlwaysOn>
        {children}
      </Layout>
    </LocaleTheme>
  )
}

export default ConsoleLayout
