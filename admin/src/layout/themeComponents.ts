import { alpha, type Components, type Theme } from '@mui/material/styles'
import { defaultLightTheme, type RaThemeOptions } from 'react-admin'
import { exporter } from '../providers/exporter.ts'

const hairline = (theme: Theme) => `1px solid ${theme.palette.divider}`

const surfaces: Components<Theme> = {
  MuiCssBaseline: {
    styleOverrides: {
      body: { fontFeatureSettings: '"cv11", "ss03"' },
      'code, pre, kbd': { fontFamily: 'ui-monospace, Menlo, monospace' },
      // WCAG 2.2, 2.3.3: whoever asks for less motion gets dialogs and menus at once. Also over MUI's inline transitions.
      '@media (prefers-reduced-motion: reduce)': {
        '*, *::before, *::after': { transition: 'none !important', scrollBehavior: 'auto !important' },
      },
    },
  },
  MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
  MuiCard: { styleOverrides: { root: ({ theme }) => ({ border: hairline(theme), borderRadius: 10 }) } },
  MuiMenu: { styleOverrides: { paper: ({ theme }) => ({ border: hairline(theme), boxShadow: theme.shadows[4] }) } },
  MuiDialog: { styleOverrides: { paper: ({ theme }) => ({ border: hairline(theme), borderRadius: 12 }) } },
  MuiAppBar: { styleOverrides: { root: ({ theme }) => ({ borderBottom: hairline(theme) }) } },
  MuiTooltip: { defaultProps: { arrow: true } },
}

const controls: Components<Theme> = {
  MuiButton: { defaultProps: { disableElevation: true } },
  MuiButtonBase: {
    styleOverrides: {
      root: ({ theme }) => ({
        '&.Mui-focusVisible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: 1 },
      }),
    },
  },
  MuiTextField: {
    defaultProps: { variant: 'outlined', margin: 'dense', size: 'small', fullWidth: true },
  },
  MuiFormControl: { defaultProps: { variant: 'outlined', margin: 'dense', size: 'small', fullWidth: true } },
  MuiChip: {
    defaultProps: { size: 'small' },
    styleOverrides: { root: { borderRadius: 6, fontWeight: 550, height: 22 }, label: { paddingInline: 8 } },
  },
  MuiTableCell: {
    styleOverrides: {
      root: ({ theme }) => ({
        borderBottomColor: theme.palette.divider,
        fontVariantNumeric: 'tabular-nums',
        padding: '8px 12px',
      }),
      head: ({ theme }) => ({
        color: theme.palette.text.secondary,
        fontSize: '0.75rem',
        fontWeight: 550,
        whiteSpace: 'nowrap',
        '&.MuiTableCell-root': { backgroundColor: theme.palette.background.paper },
      }),
    },
  },
  MuiTablePagination: { styleOverrides: { root: { borderBottom: 0 } } },
}

const consoleParts: Components<Theme> = {
  // Every list exports through this one.
  RaList: { defaultProps: { exporter }, styleOverrides: { root: { '& .RaList-main': { minWidth: 0 } } } },
  RaLayout: {
    styleOverrides: {
      root: ({ theme }: { theme: Theme }) => ({
        minWidth: 0,
        '& .RaLayout-appFrame, & .RaLayout-contentWithSidebar': { minWidth: 0 },
        '& .RaLayout-content': {
          minWidth: 0,
          '& .RaLayout-appFrame, & .RaLayout-contentWithSidebar': { minWidth: 0 },
          padding: theme.spacing(1, 3, 6),
          [theme.breakpoints.down('sm')]: { padding: theme.spacing(1, 1.5, 6) },
        },
      }),
    },
  },
  RaSidebar: {
    styleOverrides: {
      root: ({ theme }: { theme: Theme }) => ({
        '& .RaSidebar-fixed': { borderRight: hairline(theme), height: 'calc(100vh - 48px)' },
      }),
    },
  },
  RaListToolbar: { styleOverrides: { root: { '&&': { backgroundColor: 'transparent' } } } },
  RaTopToolbar: { styleOverrides: { root: { '&&': { backgroundColor: 'transparent' } } } },
  RaMenu: { styleOverrides: { root: { boxSizing: 'border-box', paddingInline: 8 } } },
  RaSimpleList: {
    styleOverrides: {
      root: ({ theme }: { theme: Theme }) => ({
        padding: 0,
        '& > li:not(:last-of-type)': { borderBottom: hairline(theme) },
        '& .MuiListItemText-root': { marginBlock: 0 },
        '& .MuiListItemText-primary': { fontSize: '0.875rem', overflowWrap: 'anywhere' },
      }),
    },
  },
  RaMenuItemLink: {
    styleOverrides: {
      root: ({ theme }: { theme: Theme }) => ({
        borderRadius: 6,
        fontSize: '0.8125rem',
        minHeight: 32,
        padding: '4px 8px',
        '& .RaMenuItemLink-icon': { minWidth: 30 },
        '& .MuiSvgIcon-root': { fontSize: '1.125rem' },
        '&.RaMenuItemLink-active': {
          backgroundColor: alpha(theme.palette.primary.main, 0.1),
          color: theme.palette.primary.main,
          fontWeight: 600,
          '& .MuiSvgIcon-root': { color: theme.palette.primary.main },
        },
      }),
    },
  },
  // One per reference while it loads; the bar's indicator already says that something does.
  RaLinearProgress: { defaultProps: { 'aria-hidden': true } },
  RaDataTable: {
    styleOverrides: {
      root: {
        '& .RaDataTable-tableWrapper': { overflowX: 'auto' },
        '& .RaDataTable-rowCell': {
          maxWidth: '20rem',
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          whiteSpace: 'nowrap',
        },
      },
    },
  },
}

/**
 * In react-admin's loose type, and assigned instead of spread: comparing MUI's types of components costs the compiler
 * half a minute.
 */
export const components: NonNullable<RaThemeOptions['components']> = Object.assign(
  {},
  defaultLightTheme.components,
  surfaces,
  controls,
  consoleParts,
)
