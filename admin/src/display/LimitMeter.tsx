import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { useLocale, useTranslate } from 'react-admin'

interface LimitMeterProps {
  limitType: string
  used: number
  /** Null is unlimited. */
  limit: number | null
  /** How the limit holds, in words. */
  rule?: string
  /** Marks beside its name. */
  children?: ReactNode
}

/** How full, as a colour: over the limit, close to it, or neither. */
const level = (used: number, limit: number) => (used > limit ? 'error' : used >= limit * 0.8 ? 'warning' : 'primary')

/** What is used beside what is allowed, in figures and as a bar. */
export const LimitMeter = ({ limitType, used, limit, rule = '', children }: LimitMeterProps) => {
  const translate = useTranslate()
  const locale = useLocale()
  const name = translate(`resources.plan_limits.limit_type.${limitType}`)
  const allowed = limit === null ? translate('lapel.unlimited').toLowerCase() : limit.toLocaleString(locale)
  return (
    <>
      <Box sx={{ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: 1, mb: 0.5 }}>
        <Typography variant="body2">{name}</Typography>
        {children}
        <Typography variant="body2" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums', ml: 'auto' }}>
          {used.toLocaleString(locale)} / {allowed}
          {rule && ` · ${rule}`}
        </Typography>
      </Box>
      {limit !== null && (
        <LinearProgress
          aria-label={name}
          variant="determinate"
          value={Math.min(100, Math.round((limit ? used / limit : Number(used > 0)) * 100))}
          color={level(used, limit)}
          sx={{ bgcolor: 'action.hover', borderRadius: 2, height: 6 }}
        />
      )}
    </>
  )
}
