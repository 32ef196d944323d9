import { DataTable, ReferenceField, useLocale, useTranslate } from 'react-admin'
import { Time, TimeField } from '../../../display/Time.tsx'
import { TranslatedField } from '../../../display/TranslatedField.tsx'
import type { UsageEvent } from '../../../workspace/usage/row.ts'
import { TenantRows } from '../TenantRows.tsx'

/** What counted against the tenant's plan. */
const Usage = () => {
  const translate = useTranslate()
  const locale = useLocale()
  return (
    <TenantRows<UsageEvent>
      title={translate('resources.usage_events.name', { smart_count: 2 })}
      resource="usage_events"
      card={{
        primary: () => <TranslatedField source="event_type" />,
        secondary: ({ created_at }) => <Time value={created_at} />,
        tertiary: ({ quantity }) => quantity.toLocaleString(locale),
      }}
    >
      <DataTable.Col source="created_at" disableSort>
        <TimeField source="created_at" />
      </DataTable.Col>
      <DataTable.Col source="event_type" disableSort>
        <TranslatedField source="event_type" />
      </DataTable.Col>
      <DataTable.Col source="workspace_id" disableSort>
        <ReferenceField source="workspace_id" reference="workspaces" link={false} emptyText="–" />
      </DataTable.Col>
      <DataTable.NumberCol source="quantity" disableSort />
    </TenantRows>
  )
}

export default Usage
