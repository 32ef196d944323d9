import { DataTable, ReferenceField, useTranslate } from 'react-admin'
import { Code, CodeField } from '../../display/CodeField.tsx'
import { DefinitionList } from '../../display/DefinitionList.tsx'
import { Section } from '../../display/Section.tsx'
import { Status, StatusField } from '../../display/StatusChip.tsx'
import { Time, TimeField } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { Columns, Stack } from '../../list/Columns.tsx'
import { DetailPage } from '../../list/DetailPage.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RelatedRows } from '../../list/RelatedRows.tsx'
import type { Instance } from '../instances/row.ts'
import type { Widget, WidgetRevision } from './row.ts'

const Instances = () => {
  const translate = useTranslate()
  return (
    <RelatedRows<Instance>
      title={translate('resources.widget_instances.name', { smart_count: 2 })}
      resource="widget_instances"
      target="widget_id"
      sort={{ field: 'created_at', order: 'DESC' }}
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
    </RelatedRows>
  )
}

const Revisions = () => {
  const translate = useTranslate()
  return (
    <RelatedRows<WidgetRevision>
      title={translate('resources.widget_revisions.name', { smart_count: 2 })}
      resource="widget_revisions"
      target="widget_id"
      sort={{ field: 'number', order: 'DESC' }}
      card={{
        primary: ({ number, note }) => [number, note].filter(Boolean).join(' · '),
        secondary: ({ created_at }) => <Time value={created_at} />,
      }}
    >
      <DataTable.NumberCol source="number" disableSort />
      <DataTable.Col source="note" disableSort />
      <DataTable.Col source="author_id" disableSort>
        <ReferenceField source="author_id" reference="profiles" link={false} emptyText="–" />
      </DataTable.Col>
      <DataTable.Col source="created_at" disableSort>
        <TimeField source="created_at" />
      </DataTable.Col>
    </RelatedRows>
  )
}

const About = ({ widget }: { widget: Widget }) => {
  const translate = useTranslate()
  const label = (field: string) => translate(`resources.widgets.fields.${field}`)
  return (
    <Section title={translate('resources.widgets.name', { smart_count: 1 })}>
      <DefinitionList
        items={[
          { term: label('status'), value: <Status value={widget.status} /> },
          { term: label('type'), value: <TranslatedField source="type" /> },
          {
            term: label('workspace_id'),
            value: <ReferenceField source="workspace_id" reference="workspaces" link={false} />,
          },
          { term: label('created_at'), value: <Time value={widget.created_at} /> },
          { term: label('updated_at'), value: <Time value={widget.updated_at} /> },
          { term: label('public_key'), value: <Code>{widget.public_key}</Code> },
        ]}
      />
    </Section>
  )
}

const WidgetShow = () => (
  <DetailPage<Widget> title={({ name }) => name}>
    {(widget) => (
      <Columns>
        <Stack>
          <Instances />
          <Revisions />
        </Stack>
        <About widget={widget} />
      </Columns>
    )}
  </DetailPage>
)

export default WidgetShow
