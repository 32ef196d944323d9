import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import { useEffect, useState } from 'react'
import { useTranslate } from 'react-admin'

const lines = ['62%', '48%', '70%', '55%', '66%', '44%', '58%']
const patienceMs = 250

const Outline = () => (
  <Box
    sx={{
      '@keyframes appear': { from: { opacity: 0 }, to: { opacity: 1 } },
      animation: 'appear 200ms both',
      pt: 2,
      width: '100%',
    }}
  >
    <Skeleton variant="rounded" height={36} sx={{ maxWidth: 260, mb: 2 }} />
    <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 2.5, px: 2, py: 1 }}>
      {lines.map((width) => (
        <Skeleton key={width} height={34} width={width} />
      ))}
    </Box>
  </Box>
)

/** The outline of a page while it is on its way. It appears late: a page that comes at once does not flash. */
export const PageLoading = () => {
  const translate = useTranslate()
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(setLate, patienceMs, true)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="progressbar" aria-label={translate('ra.page.loading')}>
      {isLate && <Outline />}
    </div>
  )
}
