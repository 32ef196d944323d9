import EyeIcon from '@mui/icons-material/VisibilityOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import GlobalStyles from '@mui/material/GlobalStyles'
import { useEffect, useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { type Impersonation, useAccess } from '../../providers/access.ts'
import { refusalOf } from '../../providers/refusal.ts'
import { useStaffActs } from '../../providers/useStaffActs.ts'
import { restartAt } from './restart.ts'

const height = 44

/** The bar of the console begins below the banner. */
const below = (
  <GlobalStyles
    styles={{
      '#root': { paddingTop: height },
      '#root .RaLayout-appFrame .MuiAppBar-root': { top: height },
      '#root .RaSidebar-fixed': { height: `calc(100vh - ${height + 48}px)` },
      '#root .SkipNavigation-skipToContentButton': { top: height },
    }}
  />
)

const minutesUntil = (moment: string) => Math.max(0, Math.ceil((new Date(moment).getTime() - Date.now()) / 60_000))

/** Whole minutes until the session is over, at which the console starts anew as staff. */
function useMinutesLeft({ expires_at, organization_id }: Impersonation) {
  const [minutes, setMinutes] = useState(() => minutesUntil(expires_at))
  useEffect(() => {
    const timer = setInterval(() => {
      const left = minutesUntil(expires_at)
      setMinutes(left)
      if (left === 0) restartAt(`/organizations/${organization_id}/show`)
    }, 1000)
    return () => clearInterval(timer)
  }, [expires_at, organization_id])
  return minutes
}

const Banner = ({ session }: { session: Impersonation }) => {
  const staffActs = useStaffActs()
  const notify = useNotify()
  const translate = useTranslate()
  const minutes = useMinutesLeft(session)
  const [busy, setBusy] = useState(false)
  const { organization: name, organization_id, read_only } = session
  const end = () => {
    setBusy(true)
    staffActs.endImpersonation().then(
      () => restartAt(`/organizations/${organization_id}/show`),
      (error: unknown) => {
        setBusy(false)
        notify(refusalOf(error), { type: 'error' })
      },
    )
  }
  return (
    <Box
      component="section"
      aria-label={translate('lapel.impersonation.label')}
      sx={{
        alignItems: 'center',
        bgcolor: read_only ? 'info.main' : 'error.main',
        color: 'background.paper',
        display: 'flex',
        fontSize: '0.8125rem',
        gap: 1,
        height,
        left: 0,
        position: 'fixed',
        px: 2,
        right: 0,
        top: 0,
        zIndex: 'tooltip',
      }}
    >
      <EyeIcon fontSize="small" aria-hidden />
      <Box component="strong" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {translate(`lapel.impersonation.${read_only ? 'reading' : 'writing'}`, { name })}
      </Box>
      <Box component="span" role="timer" sx={{ flexShrink: 0, fontVariantNumeric: 'tabular-nums', ml: 'auto' }}>
        {translate('lapel.impersonation.left', { smart_count: minutes })}
      </Box>
      <Button size="small" variant="outlined" color="inherit" onClick={end} loading={busy} sx={{ flexShrink: 0 }}>
        {translate('lapel.impersonation.end')}
      </Button>
    </Box>
  )
}

/** Over the whole console while staff see a tenant as its members do: whose it is, how long still, and the way out. */
export const ImpersonationBanner = () => {
  const session = useAccess()?.impersonation
  if (!session) return null
  return (
    <>
      {below}
      <Banner session={session} />
    </>
  )
}
