import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import { LoadFailed } from '../../../display/LoadFailed.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import { Loading } from '../Loading.tsx'
import type { LimitHit } from '../row.ts'
import { useTenantQuery } from '../useTenantQuery.ts'

const Hit = ({ hit }: { hit: LimitHit }) => {
  const translate = useTranslate()
  const locale = useLocale()
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
        justifyContent: 'space-between',
        py: 0.875,
        '&:not(:last-of-type)': { borderBottom: 1, borderColor: 'divider' },
      }}
    >
      <Typography variant="body2">
        {translate(`resources.plan_limits.limit_type.${hit.limit_type}`)} ·{' '}
        {translate(`lapel.tenant.hit.${hit.kind}`, {
          count: hit.hits.toLocaleString(locale),
          smart_count: hit.hits,
        })}
      </Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        <Time value={hit.last_at} />
      </Typography>
    </Box>
  )
}

/** The limits that the tenant ran into, the latest first. */
export const LimitHits = () => {
  const translate = useTranslate()
  const { data, error, isPending, refetch } = useTenantQuery('hits', (acts, id) => acts.limitHits(id))
  return (
    <Section title={translate('lapel.tenant.hits')}>
      {error && <LoadFailed onRetry={refetch} />}
      {isPending && <Loading lines={2} />}
      {data?.length === 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary', py: 1 }}>
          {translate('lapel.tenant.no_hits')}
        </Typography>
      )}
      {data && data.length > 0 && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {data.map((hit) => (
            <Hit key={`${hit.scope_id}/${hit.limit_type}/${hit.period}/${hit.kind}`} hit={hit} />
          ))}
        </Box>
      )}
    </Section>
  )
}
