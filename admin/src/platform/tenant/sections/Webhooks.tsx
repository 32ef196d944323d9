import { DataTable, ReferenceField, useGetList, useTranslate } from 'react-admin'
import { Code, CodeField } from '../../../display/CodeField.tsx'
import { StatusField } from '../../../display/StatusChip.tsx'
import { Time, TimeField } from '../../../display/Time.tsx'
import type { WebhookDelivery, WebhookEndpoint } from '../row.ts'
import { TenantRows } from '../TenantRows.tsx'
import { useTenant } from '../useTenant.ts'

// The secrets' places are nobody's to read.
const endpointColumns = [
  'id',
  'organization_id',
  'workspace_id',
  'url',
  'description',
  'event_types',
  'status',
  'disabled_reason',
  'failing_since',
  'created_at',
]

/** More endpoints than a plan allows. */
const mostEndpoints = 500

const Deliveries = () => {
  const { id } = useTenant()
  const translate = useTranslate()
  const { data: endpoints } = useGetList<WebhookEndpoint>('webhook_endpoints', {
    filter: { organization_id: id },
    pagination: { page: 1, perPage: mostEndpoints },
    meta: { columns: endpointColumns, uncounted: true },
  })
  const endpoint = ({ endpoint_id }: WebhookDelivery) => (
    <Code>{endpoints?.find(({ id: known }) => known === endpoint_id)?.url ?? '…'}</Code>
  )
  const answer = ({ response_status, error }: WebhookDelivery) => error ?? response_status ?? '–'
  return (
    <TenantRows<WebhookDelivery>
      title={translate('resources.webhook_deliveries.name', { smart_count: 2 })}
      resource="webhook_deliveries"
      card={{
        primary: ({ created_at }) => <Time value={created_at} />,
        secondary: answer,
        tertiary: () => <StatusField />,
      }}
    >
      <DataTable.Col source="created_at" disableSort>
        <TimeField source="created_at" />
      </DataTable.Col>
      <DataTable.Col<WebhookDelivery> source="endpoint_id" disableSort render={endpoint} />
      <DataTable.NumberCol source="attempt" disableSort />
      <DataTable.Col<WebhookDelivery> source="response_status" disableSort render={answer} />
      <DataTable.NumberCol source="duration_ms" disableSort />
      <DataTable.Col source="status" disableSort>
        <StatusField />
      </DataTable.Col>
    </TenantRows>
  )
}

/** Where the tenant wants its events, and how they arrived. */
const Webhooks = () => {
  const translate = useTranslate()
  const events = ({ event_types }: WebhookEndpoint) =>
    event_types.length > 0 ? event_types.join(', ') : translate('lapel.tenant.all_events')
  return (
    <>
      <TenantRows<WebhookEndpoint>
        title={translate('resources.webhook_endpoints.name', { smart_count: 2 })}
        resource="webhook_endpoints"
        columns={endpointColumns}
        card={{
          primary: ({ url }) => <Code>{url}</Code>,
          secondary: ({ disabled_reason }) => disabled_reason,
          tertiary: () => <StatusField />,
        }}
      >
        <DataTable.Col source="url" disableSort>
          <CodeField source="url" />
        </DataTable.Col>
        <DataTable.Col<WebhookEndpoint> source="event_types" disableSort render={events} />
        <DataTable.Col source="workspace_id" disableSort>
          <ReferenceField source="workspace_id" reference="workspaces" link={false} />
        </DataTable.Col>
        <DataTable.Col source="status" disableSort>
          <StatusField />
        </DataTable.Col>
        <DataTable.Col source="disabled_reason" disableSort />
      </TenantRows>
      <Deliveries />
    </>
  )
}

export default Webhooks
