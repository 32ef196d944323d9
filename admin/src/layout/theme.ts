import type { ThemeOptions } from '@mui/material/styles'
import type { RaThemeOptions } from 'react-admin'
import { components } from './themeComponents.ts'

const typography: ThemeOptions['typography'] = {
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontSize: 13,
  h1: { fontSize: '1.375rem', fontWeight: 600, letterSpacing: '-0.02em', lineHeight: 1.3 },
  h2: { fontSize: '0.9375rem', fontWeight: 600, letterSpacing: '-0.01em', lineHeight: 1.4 },
  h3: { fontSize: '0.8125rem', fontWeight: 600, lineHeight: 1.4 },
  h5: { fontSize: '1.125rem', fontWeight: 600 },
  h6: { fontSize: '0.9375rem', fontWeight: 600, letterSpacing: '-0.01em' },
  button: { textTransform: 'none', fontWeight: 550 },
  subtitle1: { fontSize: '0.875rem' },
  body1: { fontSize: '0.875rem' },
  body2: { fontSize: '0.8125rem' },
  caption: { fontSize: '0.75rem' },
}

const shared = {
  shape: { borderRadius: 8 },
  sidebar: { width: 220, closedWidth: 52 },
  typography,
}

const light = {
  mode: 'light' as const,
  primary: { main: '#3b4fd8', contrastText: '#ffffff' },
  secondary: { main: '#3b4fd8', contrastText: '#ffffff' },
  success: { main: '#0b7a4b' },
  warning: { main: '#9a5b00' },
  error: { main: '#c0262d' },
  info: { main: '#35608f' },
  background: { default: '#f7f7f8', paper: '#ffffff' },
  text: { primary: '#1b1c20', secondary: '#5d6069' },
  divider: '#e5e6ea',
}

const dark = {
  mode: 'dark' as const,
  primary: { main: '#a3aefb', contrastText: '#14151a' },
  secondary: { main: '#a3aefb', contrastText: '#14151a' },
  success: { main: '#5fcf9a' },
  warning: { main: '#e8b45c' },
  error: { main: '#ff8b8b' },
  info: { main: '#8bb8e8' },
  background: { default: '#111216', paper: '#181a1f' },
  text: { primary: '#ecedf1', secondary: '#a3a6b1' },
  divider: '#2a2d35',
}

export const lightTheme: RaThemeOptions = { ...shared, palette: light, components }
export const darkTheme: RaThemeOptions = { ...shared, palette: dark, components }
