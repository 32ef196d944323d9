import { useTranslate } from 'react-admin'
import { platformEntities, tenantEntities } from '../../workspace/audit/entities.ts'
import { ChoiceFilter, DayFilter, Filters, ReferenceFilter, TextFilter } from '../room/Filters.tsx'

export const auditFilterNames = ['actor_id', 'action', 'entity', 'entity_id', 'since', 'until']

const actions = ['insert', 'update', 'delete']

/** @param organizationId of a tenant's own log; without it, tenants are to choose from. */
export const AuditFilterBar = ({ organizationId }: { organizationId?: string }) => {
  const translate = useTranslate()
  const label = (field: string) => translate(`resources.audit_logs.fields.${field}`)
  const choices = (source: string, values: readonly string[]) =>
    values.map((id) => ({ id, name: translate(`resources.audit_logs.${source}.${id}`, { _: id }) }))
  return (
    <Filters
      place={organizationId ? 'tenant_audit' : 'audit'}
      names={organizationId ? auditFilterNames : ['organization_id', ...auditFilterNames]}
    >
      {!organizationId && (
        <ReferenceFilter name="organization_id" label={label('organization_id')} reference="organizations" />
      )}
      <ReferenceFilter name="actor_id" label={label('actor_id')} reference="profiles" />
      <ChoiceFilter name="action" label={label('action')} choices={choices('action', actions)} />
      <ChoiceFilter
        name="entity"
        label={label('entity')}
        choices={choices('entity', organizationId ? tenantEntities : [...tenantEntities, ...platformEntities])}
      />
      <TextFilter name="entity_id" label={label('entity_id')} />
      <DayFilter name="since" label={translate('lapel.list.since')} />
      <DayFilter name="until" label={translate('lapel.list.until')} />
    </Filters>
  )
}
