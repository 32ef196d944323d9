import { DataTable, ReferenceField, useTranslate } from 'react-admin'
import { Code, CodeField } from '../../../display/CodeField.tsx'
import { StatusField } from '../../../display/StatusChip.tsx'
import { TranslatedField } from '../../../display/TranslatedField.tsx'
import { OpenLink } from '../../../list/OpenLink.tsx'
import type { Instance } from '../../../workspace/instances/row.ts'
import type { Widget } from '../../../workspace/widgets/row.ts'
import { TenantRows } from '../TenantRows.tsx'

const Instances = () => {
  const translate = useTranslate()
  return (
    <TenantRows<Instance>
      title={translate('resources.widget_instances.name', { smart_count: 2 })}
      resource="widget_instances"
      card={{
        primary: ({ name }) => name,
        secondary: ({ public_id }) => <Code>{public_id}</Code>,
        tertiary: () => <StatusField />,
      }}
      opens
    >
      <DataTable.Col source="name" disableSort>
        <OpenLink source="name" />
      </DataTable.Col>
      <DataTable.Col source="public_id" disableSort>
        <CodeField source="public_id" />
      </DataTable.Col>
      <DataTable.Col source="status" disableSort>
        <StatusField />
      </DataTable.Col>
    </TenantRows>
  )
}

/** The tenant's widgets, and what of them is published. */
const Widgets = () => {
  const translate = useTranslate()
  return (
    <>
      <TenantRows<Widget>
        title={translate('resources.widgets.name', { smart_count: 2 })}
        resource="widgets"
        card={{
          primary: ({ name }) => name,
          secondary: () => <TranslatedField source="type" />,
          tertiary: () => <StatusField />,
        }}
        opens
      >
        <DataTable.Col source="name" disableSort>
          <OpenLink source="name" />
        </DataTable.Col>
        <DataTable.Col source="type" disableSort>
          <TranslatedField source="type" />
        </DataTable.Col>
        <DataTable.Col source="workspace_id" disableSort>
          <ReferenceField source="workspace_id" reference="workspaces" link={false} />
        </DataTable.Col>
        <DataTable.Col source="status" disableSort>
          <StatusField />
        </DataTable.Col>
      </TenantRows>
      <Instances />
    </>
  )
}

export default Widgets
