import { type Theme, ThemeProvider } from '@mui/material/styles'
import { type ReactNode, useMemo } from 'react'
import { useLocale } from 'react-admin'

/** Lets react-admin's fields write numbers and dates in the console's language; on their own they ask the browser. */
export const LocaleTheme = ({ children }: { children: ReactNode }) => {
  const locales = useLocale()
  const localized = useMemo(() => {
    const fields = { RaNumberField: { defaultProps: { locales } }, RaDateField: { defaultProps: { locales } } }
    return (outer: Theme): Theme => ({
      ...outer,
      components: { ...outer.components, ...fields } as Theme['components'],
    })
  }, [locales])
  return <ThemeProvider theme={localized}>{children}</ThemeProvider>
}
