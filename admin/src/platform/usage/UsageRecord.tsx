import { RecordContextProvider, ReferenceField, useTranslate } from 'react-admin'
import { Code } from '../../display/CodeField.tsx'
import { Section } from '../../display/Section.tsx'
import { Time } from '../../display/Time.tsx'
import type { UsageEvent } from '../../workspace/usage/row.ts'
import { ExportRows } from '../exports/ExportRows.tsx'
import { useFigures } from '../room/figures.ts'
import { Loaded } from '../room/Loaded.tsx'
import { Pages } from '../room/Pages.tsx'
import { type Column, Rows } from '../room/Rows.tsx'
import { useNewestRows } from '../room/useNewestRows.ts'
import type { UsageFilters } from './useUsageFilters.ts'

const tenantOf = (source: 'organization_id' | 'workspace_id', reference: string) => (event: UsageEvent) => (
  <RecordContextProvider value={event}>
    <ReferenceField source={source} reference={reference} link="show" emptyText="–" />
  </RecordContextProvider>
)

interface UsageRecordProps {
  filters: UsageFilters
  /** Whose events these can be. */
  of: 'platform' | 'tenant'
}

/** The record itself, event by event. */
export const UsageRecord = ({ filters, of }: UsageRecordProps) => {
  const translate = useTranslate()
  const { number } = useFigures()
  const label = (field: string) => translate(`resources.usage_events.fields.${field}`)
  const filter = {
    since: filters.first,
    until: filters.last,
    ...(filters.organizationId ? { organization_id: filters.organizationId } : {}),
    ...(filters.workspaceId ? { workspace_id: filters.workspaceId } : {}),
    ...(filters.eventType ? { event_type: filters.eventType } : {}),
  }
  const { query, next } = useNewestRows<UsageEvent>({ resource: 'usage_events', filter })
  const columns: Column<UsageEvent>[] = [
    { label: label('created_at'), cell: ({ created_at }) => <Time value={created_at} /> },
    {
      label: label('event_type'),
      cell: ({ event_type }) => translate(`resources.usage_events.event_type.${event_type}`, { _: event_type }),
    },
    { label: label('quantity'), cell: ({ quantity }) => number(quantity), align: 'right' },
    ...(of === 'platform'
      ? [{ label: label('organization_id'), cell: tenantOf('organization_id', 'organizations') }]
      : []),
    { label: label('workspace_id'), cell: tenantOf('workspace_id', 'workspaces') },
    {
      label: label('metadata'),
      cell: ({ metadata }) => (Object.keys(metadata).length > 0 ? <Code>{JSON.stringify(metadata)}</Code> : '–'),
    },
  ]
  const title = translate('lapel.usage_room.events')
  return (
    <Section title={title} flush action={<ExportRows resource="usage_events" filter={filter} />}>
      <Loaded query={query} empty="lapel.usage_room.nothing">
        {(events) => <Rows label={title} rows={events} keyOf={({ id }) => id} columns={columns} />}
      </Loaded>
      <Pages next={next} />
    </Section>
  )
}
