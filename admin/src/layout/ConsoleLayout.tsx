import { type ReactNode, useEffect } from 'react'
import { Layout, useAuthProvider, useGetIdentity, useLogout, useSetLocale, useStore } from 'react-admin'
import { isLanguage } from '../i18n/languages.ts'
import { BulkProvider } from '../list/bulk/BulkProvider.tsx'
import { ImpersonationBanner } from '../platform/impersonation/ImpersonationBanner.tsx'
import { MaintenanceBanner } from '../platform/operations/status/MaintenanceBanner.tsx'
import type { ConsoleAuthProvider } from '../providers/authProvider.ts'
import { Shortcuts } from '../shortcuts/Shortcuts.tsx'
import { StepUpProvider } from '../stepUp/StepUpProvider.tsx'
import { ConsoleAppBar } from './ConsoleAppBar.tsx'
import { ConsoleMenu } from './ConsoleMenu.tsx'
import { LocaleTheme } from './LocaleTheme.tsx'

/**
 * Speaks the language of the account, once it is known whose it is. What the account said last is remembered: choosing
 * another one here is not taken back before the account knows of it.
 */
function useLanguageOfAccount() {
  const language: unknown = useGetIdentity().identity?.language
  const [adopted, setAdopted] = useStore<string>('language.adopted')
  const setLocale = useSetLocale()
  useEffect(() => {
    if (!isLanguage(language) || language === adopted) return
    setAdopted(language)
    setLocale(language)
  }, [language, adopted, setAdopted, setLocale])
}

/** Leaves with a word when the session ends elsewhere, such as in another tab; signing in again leads back here. */
function useSessionEnd() {
  const authProvider = useAuthProvider<ConsoleAuthProvider>()
  const logout = useLogout()
  useEffect(() => authProvider?.onSessionEnd(() => logout()), [authProvider, logout])
}

const ConsoleLayout = ({ children }: { children: ReactNode }) => {
  useLanguageOfAccount()
  useSessionEnd()
  return (
    <LocaleTheme>
      <StepUpProvider>
        <BulkProvider>
          <ImpersonationBanner />
          <Shortcuts>
            <Layout appBar={ConsoleAppBar} menu={ConsoleMenu} appBarAlwaysOn>
              <MaintenanceBanner />
              {children}
            </Layout>
          </Shortcuts>
        </BulkProvider>
      </StepUpProvider>
    </LocaleTheme>
  )
}

export default ConsoleLayout
