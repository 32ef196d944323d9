import { useTranslate } from 'react-admin'
import { ChoiceFilter, DayFilter, Filters, ReferenceFilter } from '../room/Filters.tsx'
import { useAnswer } from '../room/useAnswer.ts'
import type { TypeUsage } from './rows.ts'
import { asArguments, type UsageFilters } from './useUsageFilters.ts'

const names = ['workspace_id', 'event_type', 'since', 'until']

interface UsageFilterBarProps {
  filters: UsageFilters
  /** Whose usage there is to choose from. */
  of: 'platform' | 'tenant'
}

export const UsageFilterBar = ({ filters, of }: UsageFilterBarProps) => {
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
    <Filters
      place={of === 'platform' ? 'usage' : 'tenant_usage'}
      names={of === 'platform' ? ['organization_id', ...names] : names}
    >
      {of === 'platform' && (
        <ReferenceFilter name="organization_id" label={label('organization_id')} reference="organizations" />
      )}
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
