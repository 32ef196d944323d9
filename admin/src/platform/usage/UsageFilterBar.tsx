import { useTranslate } from 'react-admin'
import { ChoiceFilter, DayFilter, Filters, ReferenceFilter } from '../room/Filters.tsx'
import { useAnswer } from '../room/useAnswer.ts'
import type { TypeUsage } from './rows.ts'
import { asArguments, type UsageFilters } from './useUsageFilters.ts'

const names = ['organization_id', 'workspace_id', 'event_type', 'since', 'until']

export const UsageFilterBar = ({ filters }: { filters: UsageFilters }) => {
  const translate = useTranslate()
  const label = (field: string) => translate(`resources.usage_events.fields.${field}`)
  const { event_type: _, ...args } = asArguments(filters)
  const { data: types = [] } = useAnswer<TypeUsage[]>('usage_by_type', args)
  const choices = types.map(({ event_type: id }) => ({
    id,
    name: translate(`resources.usage_events.event_type.${id}`, { _: id }),
  }))
  const { organizationId } = filters
  return (
    <Filters names={names}>
      <ReferenceFilter name="organization_id" label={label('organization_id')} reference="organizations" />
      <ReferenceFilter
        name="workspace_id"
        label={label('workspace_id')}
        reference="workspaces"
        {...(organizationId ? { filter: { organization_id: organizationId } } : {})}
      />
      <ChoiceFilter name="event_type" label={label('event_type')} choices={choices} />
      <DayFilter name="since" label={translate('lapel.list.since')} fallback={filters.first} />
      <DayFilter name="until" label={translate('lapel.list.until')} fallback={filters.last} />
    </Filters>
  )
}
