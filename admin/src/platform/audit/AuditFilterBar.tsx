import { useTranslate } from 'react-admin'
import { platformEntities, tenantEntities } from '../../workspace/audit/entities.ts'
import { ChoiceFilter, DayFilter, Filters, ReferenceFilter, TextFilter } from '../room/Filters.tsx'

export const auditFilterNames = ['organization_id', 'actor_id', 'action', 'entity', 'entity_id', 'since', 'until']

const actions = ['insert', 'update', 'delete']

export const AuditFilterBar = () => {
  const translate = useTranslate()
  const label = (field: string) => translate(`resources.audit_logs.fields.${field}`)
  const choices = (source: string, values: readonly string[]) =>
    values.map((id) => ({ id, name: translate(`resources.audit_logs.${source}.${id}`, { _: id }) }))
  return (
    <Filters names={auditFilterNames}>
      <ReferenceFilter name="organization_id" label={label('organization_id')} reference="organizations" />
      <ReferenceFilter name="actor_id" label={label('actor_id')} reference="profiles" />
      <ChoiceFilter name="action" label={label('action')} choices={choices('action', actions)} />
      <ChoiceFilter
        name="entity"
        label={label('entity')}
        choices={choices('entity', [...tenantEntities, ...platformEntities])}
      />
      <TextFilter name="entity_id" label={label('entity_id')} />
      <DayFilter name="since" label={translate('lapel.list.since')} />
      <DayFilter name="until" label={translate('lapel.list.until')} />
    </Filters>
  )
}
