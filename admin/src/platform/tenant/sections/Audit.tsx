import { DataTable, useTranslate } from 'react-admin'
import { CodeField } from '../../../display/CodeField.tsx'
import { Time, TimeField } from '../../../display/Time.tsx'
import { OpenLink } from '../../../list/OpenLink.tsx'
import { Actor } from '../../../workspace/audit/Actor.tsx'
import type { AuditEntry } from '../../../workspace/audit/row.ts'
import { WhatHappened } from '../../../workspace/audit/WhatHappened.tsx'
import { TenantRows } from '../TenantRows.tsx'

/** The tenant's audit log. */
const Audit = () => {
  const translate = useTranslate()
  return (
    <TenantRows<AuditEntry>
      title={translate('resources.audit_logs.name', { smart_count: 2 })}
      resource="audit_logs"
      card={{
        primary: () => <WhatHappened />,
        secondary: ({ created_at }) => <Time value={created_at} />,
        tertiary: () => <Actor />,
      }}
      opens
    >
      <DataTable.Col source="created_at" disableSort>
        <OpenLink>
          <TimeField source="created_at" />
        </OpenLink>
      </DataTable.Col>
      <DataTable.Col source="actor_id" disableSort>
        <Actor />
      </DataTable.Col>
      <DataTable.Col source="entity" disableSort>
        <WhatHappened />
      </DataTable.Col>
      <DataTable.Col source="entity_id" disableSort>
        <CodeField source="entity_id" />
      </DataTable.Col>
      <DataTable.Col source="reason" disableSort />
    </TenantRows>
  )
}

export default Audit
