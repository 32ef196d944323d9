import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { RecordContextProvider, ReferenceField, useCreatePath, useLocale, useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { Code } from '../../display/CodeField.tsx'
import { momentOf } from '../../display/Time.tsx'
import { Actor } from '../../workspace/audit/Actor.tsx'
import type { AuditEntry } from '../../workspace/audit/row.ts'
import { WhatHappened } from '../../workspace/audit/WhatHappened.tsx'
import { type Change, changesOf, humanized } from './changes.ts'

const shown = 4

const ChangeInWords = ({ change: { column, before, after }, entity }: { change: Change; entity: string }) => {
  const translate = useTranslate()
  const field = translate(`resources.${entity}.fields.${column}`, { _: humanized(column) })
  const key = before === undefined ? 'set' : after === undefined ? 'cleared' : 'changed'
  return <li>{translate(`lapel.audit_room.${key}`, { field, before, after })}</li>
}

const Changes = ({ entry }: { entry: AuditEntry }) => {
  const translate = useTranslate()
  const changes = changesOf(entry)
  if (changes.length === 0) return null
  return (
    <Box component="ul" sx={{ fontSize: '0.8125rem', m: 0, overflowWrap: 'anywhere', pl: 2.25 }}>
      {changes.slice(0, shown).map((change) => (
        <ChangeInWords key={change.column} change={change} entity={entry.entity} />
      ))}
      {changes.length > shown && <li>{translate('lapel.audit_room.more', { smart_count: changes.length - shown })}</li>}
    </Box>
  )
}

const Origin = ({ entry: { request_id, ip } }: { entry: AuditEntry }) => {
  const translate = useTranslate()
  if (!request_id && !ip) return null
  return (
    <Typography variant="caption" component="p" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
      {request_id && (
        <>
          {translate('resources.audit_logs.fields.request_id')} <Code>{request_id}</Code>{' '}
        </>
      )}
      {ip && (
        <>
          {translate('resources.audit_logs.fields.ip')} <Code>{ip}</Code>
        </>
      )}
    </Typography>
  )
}

const Tenant = ({ entry }: { entry: AuditEntry }) => {
  const translate = useTranslate()
  return entry.organization_id ? (
    <ReferenceField source="organization_id" reference="organizations" link="show" />
  ) : (
    translate('lapel.audit.platform')
  )
}

interface TimelineEntryProps {
  entry: AuditEntry
  /** Whose log it stands in: a tenant's says nowhere whose it is. */
  of: 'platform' | 'tenant'
}

/** One thing that happened: who, as whom, what in words, why and from where. */
export const TimelineEntry = ({ entry, of }: TimelineEntryProps) => {
  const translate = useTranslate()
  const locale = useLocale()
  const createPath = useCreatePath()
  const moment = momentOf(entry.created_at)
  return (
    <RecordContextProvider value={entry}>
      <Box
        component="li"
        sx={{
          columnGap: 2,
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '5.5rem minmax(0, 1fr)' },
          px: 2,
          py: 1.25,
          '&:not(:last-of-type)': { borderBottom: 1, borderColor: 'divider' },
        }}
      >
        <Typography
          variant="body2"
          component="time"
          dateTime={moment.toISOString()}
          title={moment.toISOString()}
          sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}
        >
          {moment.toLocaleTimeString(locale, { timeStyle: 'medium' })}
        </Typography>
        {/* Links below each other are as tall as WCAG 2.5.8 wants targets to be. */}
        <Box sx={{ display: 'grid', gap: 0.25, minWidth: 0, '& a': { display: 'inline-block', lineHeight: '24px' } }}>
          <Box sx={{ alignItems: 'center', columnGap: 1, display: 'flex', flexWrap: 'wrap', fontSize: '0.875rem' }}>
            <Link
              component={RouterLink}
              to={createPath({ resource: 'audit_logs', type: 'show', id: entry.id })}
              color="inherit"
              sx={{ fontWeight: 550 }}
            >
              <WhatHappened />
            </Link>
            <Code>{entry.entity_id}</Code>
          </Box>
          <Box
            sx={{
              alignItems: 'center',
              color: 'text.secondary',
              columnGap: 0.75,
              display: 'flex',
              flexWrap: 'wrap',
              fontSize: '0.8125rem',
            }}
          >
            <Actor />
            <span aria-hidden>·</span>
            <span>{translate(`lapel.audit_room.as.${entry.actor_role}`, { _: entry.actor_role })}</span>
            {of === 'platform' && (
              <>
                <span aria-hidden>·</span>
                <Tenant entry={entry} />
              </>
            )}
            {entry.on_behalf_of && (
              <Chip
                size="small"
                color="warning"
                variant="outlined"
                label={translate('lapel.audit_room.on_behalf')}
                title={entry.on_behalf_of}
              />
            )}
          </Box>
          <Changes entry={entry} />
          {entry.reason && (
            <Typography variant="body2" sx={{ borderColor: 'divider', borderLeft: 2, overflowWrap: 'anywhere', pl: 1 }}>
              {entry.reason}
            </Typography>
          )}
          <Origin entry={entry} />
        </Box>
      </Box>
    </RecordContextProvider>
  )
}
