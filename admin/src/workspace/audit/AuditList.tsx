import { DataTable, ReferenceField, useTranslate } from 'react-admin'
import { CodeField } from '../../display/CodeField.tsx'
import { Time, TimeField } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { choiceFilter, organizationFilter, periodFilters, searchFilter } from '../../list/filters.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { seesManyOrganizations, useAccess } from '../../providers/access.ts'
import { Actor } from './Actor.tsx'
import { tenantEntities } from './entities.ts'
import type { AuditEntry } from './row.ts'
import { VerifyChainButton } from './VerifyChainButton.tsx'
import { WhatHappened } from './WhatHappened.tsx'

const filtersFor = (manyOrganizations: boolean) => [
  searchFilter,
  ...(manyOrganizations ? [organizationFilter] : []),
  choiceFilter('entity', [...tenantEntities], 'resources.audit_logs.entity'),
  choiceFilter('action', ['insert', 'update', 'delete'], 'resources.audit_logs.action'),
  ...periodFilters,
]

const AuditList = () => {
  const translate = useTranslate()
  const manyOrganizations = seesManyOrganizations(useAccess())
  return (
    <RecordList<AuditEntry>
      opens
      sort={{ field: 'created_at', order: 'DESC' }}
      filters={filtersFor(manyOrganizations)}
      hiddenColumns={['seq']}
      actions={<VerifyChainButton />}
      card={{
        primary: () => <WhatHappened />,
        secondary: ({ created_at }) => <Time value={created_at} />,
        tertiary: () => <Actor />,
      }}
    >
      <DataTable.Col source="created_at">
        <OpenLink>
          <TimeField source="created_at" />
        </OpenLink>
      </DataTable.Col>
      <DataTable.Col source="actor_id" disableSort>
        <Actor />
      </DataTable.Col>
      <DataTable.Col source="action" disableSort>
        <TranslatedField source="action" />
      </DataTable.Col>
      <DataTable.Col source="entity" disableSort>
        <TranslatedField source="entity" />
      </DataTable.Col>
      <DataTable.Col source="entity_id" disableSort>
        <CodeField source="entity_id" />
      </DataTable.Col>
      <DataTable.Col source="reason" disableSort />
      {manyOrganizations && (
        <DataTable.Col source="organization_id" disableSort>
          <ReferenceField
            source="organization_id"
            reference="organizations"
            link={false}
            emptyText={translate('lapel.audit.platform')}
          />
        </DataTable.Col>
      )}
      <DataTable.NumberCol source="seq" disableSort />
    </RecordList>
  )
}

export default AuditList
