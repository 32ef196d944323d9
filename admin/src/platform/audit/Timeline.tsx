import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import { Section } from '../../display/Section.tsx'
import { momentOf } from '../../display/Time.tsx'
import type { AuditEntry } from '../../workspace/audit/row.ts'
import { ExportRows } from '../exports/ExportRows.tsx'
import { Loaded } from '../room/Loaded.tsx'
import { Pages } from '../room/Pages.tsx'
import { type Address, useAddress } from '../room/useAddress.ts'
import { useNewestRows } from '../room/useNewestRows.ts'
import { auditFilterNames } from './AuditFilterBar.tsx'
import { byDay } from './changes.ts'
import { TimelineEntry } from './TimelineEntry.tsx'

/**
 * What happened, newest first, day by day.
 *
 * @param organizationId of a tenant's own log; without it, the address may name one.
 */
export const Timeline = ({ organizationId }: { organizationId?: string }) => {
  const translate = useTranslate()
  const locale = useLocale()
  const [address] = useAddress()
  const asked: Address = { ...address, ...(organizationId ? { organization_id: organizationId } : {}) }
  const names = ['organization_id', ...auditFilterNames]
  const filter = Object.fromEntries(names.flatMap((name) => (asked[name] ? [[name, asked[name]]] : [])))
  const { query, next } = useNewestRows<AuditEntry>({ resource: 'audit_logs', filter })
  const dayOf = ({ created_at }: AuditEntry) => momentOf(created_at).toLocaleDateString(locale, { dateStyle: 'full' })
  return (
    <Section
      title={translate('lapel.audit_room.timeline')}
      flush
      action={<ExportRows resource="audit_logs" filter={filter} />}
    >
      <Loaded query={query} empty="lapel.audit_room.nothing">
        {(entries) =>
          byDay(entries, dayOf).map(({ day, entries: ofDay }) => (
            <section key={day} aria-label={day}>
              <Typography variant="h3" sx={{ bgcolor: 'action.hover', color: 'text.secondary', px: 2, py: 0.75 }}>
                {day}
              </Typography>
              <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
                {ofDay.map((entry) => (
                  <TimelineEntry key={entry.id} entry={entry} of={organizationId ? 'tenant' : 'platform'} />
                ))}
              </Box>
            </section>
          ))
        }
      </Loaded>
      <Pages next={next} />
    </Section>
  )
}
