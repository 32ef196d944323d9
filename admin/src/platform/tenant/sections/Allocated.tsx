import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'react-admin'
import { LimitMeter } from '../../../display/LimitMeter.tsx'
import { useFigures } from '../../room/figures.ts'
import type { Allocation } from '../row.ts'

const limitsOf = ({ limits }: Allocation) => Object.entries(limits).sort(([one], [other]) => one.localeCompare(other))

interface AllocatedProps {
  allocation: Allocation
  /** By limit type; a missing one is none. */
  used: ReadonlyMap<string, number>
}

/** What a client uses of what its agency gave it. */
export const Allocated = ({ allocation, used }: AllocatedProps) => {
  const translate = useTranslate()
  return (
    <Box
      component="ul"
      aria-label={translate('lapel.tenant.allocated')}
      sx={{
        columnGap: 3,
        display: 'grid',
        gridTemplateColumns: { md: 'repeat(auto-fill, minmax(14rem, 1fr))' },
        listStyle: 'none',
        m: 0,
        p: 0,
        rowGap: 1,
      }}
    >
      {limitsOf(allocation).map(([type, limit]) => (
        <li key={type}>
          <LimitMeter limitType={type} used={used.get(type) ?? 0} limit={limit} />
        </li>
      ))}
    </Box>
  )
}

/** What an agency gave away, all clients together. */
export const HandedOut = ({ allocations }: { allocations: readonly Allocation[] }) => {
  const translate = useTranslate()
  const { number } = useFigures()
  const sums = new Map<string, number>()
  for (const [type, value] of allocations.flatMap(limitsOf)) sums.set(type, (sums.get(type) ?? 0) + value)
  if (sums.size === 0) return null
  const words = [...sums].map(
    ([type, sum]) => `${translate(`resources.plan_limits.limit_type.${type}`)} ${number(sum)}`,
  )
  return (
    <Typography variant="caption" component="div" sx={{ color: 'text.secondary' }}>
      {translate('lapel.tenant.handed_out')} {words.join(' · ')}
    </Typography>
  )
}
