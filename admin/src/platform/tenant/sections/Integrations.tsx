import Box from '@mui/material/Box'
import { DataTable, ReferenceField, useGetList, useTranslate } from 'react-admin'
import { StatusField } from '../../../display/StatusChip.tsx'
import { Time, TimeField } from '../../../display/Time.tsx'
import type { Connection, Store, SyncRun } from '../row.ts'
import { TenantRows } from '../TenantRows.tsx'
import { useTenant } from '../useTenant.ts'

// The credential's place is nobody's to read.
const connectionColumns = [
  'id',
  'organization_id',
  'workspace_id',
  'store_id',
  'adapter',
  'status',
  'last_synced_at',
  'next_sync_at',
  'created_at',
]

/** More stores, and connections, than are looked up for their names. */
const most = 500

/** What a store, or the store of a connection, is called. */
function useStoreNames() {
  const { id } = useTenant()
  const wanted = {
    filter: { organization_id: id },
    sort: { field: 'created_at', order: 'DESC' },
    pagination: { page: 1, perPage: most },
    meta: { uncounted: true },
  } as const
  const { data: stores } = useGetList<Store>('stores', wanted)
  const { data: connections } = useGetList<Connection>('integration_connections', {
    ...wanted,
    meta: { uncounted: true, columns: connectionColumns },
  })
  const ofStore = (id: string | undefined) => stores?.find((store) => store.id === id)?.name ?? '…'
  const ofConnection = (id: string) => ofStore(connections?.find((connection) => connection.id === id)?.store_id)
  return { ofStore, ofConnection }
}

// Whoever reads it needs all of it.
const complaint = ({ last_error }: SyncRun) => <Box sx={{ whiteSpace: 'normal', minWidth: 240 }}>{last_error}</Box>

const Runs = () => {
  const translate = useTranslate()
  const { ofConnection } = useStoreNames()
  const store = ({ connection_id }: SyncRun) => ofConnection(connection_id)
  return (
    <TenantRows<SyncRun>
      title={translate('resources.sync_jobs.name', { smart_count: 2 })}
      resource="sync_jobs"
      card={{
        primary: (run) => (
          <>
            {store(run)}, <Time value={run.created_at} />
          </>
        ),
        secondary: ({ last_error }) => last_error,
        tertiary: () => <StatusField />,
      }}
    >
      <DataTable.Col source="created_at" disableSort>
        <TimeField source="created_at" />
      </DataTable.Col>
      <DataTable.Col<SyncRun> source="connection_id" disableSort render={store} />
      <DataTable.NumberCol source="rows_stored" disableSort />
      <DataTable.NumberCol source="attempts" disableSort />
      <DataTable.Col source="status" disableSort>
        <StatusField />
      </DataTable.Col>
      <DataTable.Col<SyncRun> source="last_error" disableSort render={complaint} />
    </TenantRows>
  )
}

/** From where the tenant's numbers are fetched, and how the runs went. */
const Integrations = () => {
  const translate = useTranslate()
  const { ofStore } = useStoreNames()
  const store = ({ store_id }: Connection) => ofStore(store_id)
  const adapter = (connection: Connection) => translate(`lapel.tenant.adapter.${connection.adapter}`)
  return (
    <>
      <TenantRows<Connection>
        title={translate('resources.integration_connections.name', { smart_count: 2 })}
        resource="integration_connections"
        columns={connectionColumns}
        card={{ primary: store, secondary: adapter, tertiary: () => <StatusField /> }}
      >
        <DataTable.Col<Connection> source="store_id" disableSort render={store} />
        <DataTable.Col<Connection> source="adapter" disableSort render={adapter} />
        <DataTable.Col source="workspace_id" disableSort>
          <ReferenceField source="workspace_id" reference="workspaces" link={false} />
        </DataTable.Col>
        <DataTable.Col source="status" disableSort>
          <StatusField />
        </DataTable.Col>
        <DataTable.Col source="last_synced_at" disableSort>
          <TimeField source="last_synced_at" />
        </DataTable.Col>
        <DataTable.Col source="next_sync_at" disableSort>
          <TimeField source="next_sync_at" />
        </DataTable.Col>
      </TenantRows>
      <Runs />
    </>
  )
}

export default Integrations
