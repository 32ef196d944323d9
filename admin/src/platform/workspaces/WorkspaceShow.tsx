import { DataTable, ReferenceField, useTranslate } from 'react-admin'
import { Code } from '../../display/CodeField.tsx'
import { DefinitionList } from '../../display/DefinitionList.tsx'
import { Section } from '../../display/Section.tsx'
import { StatusField } from '../../display/StatusChip.tsx'
import { Time, TimeField } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { Columns } from '../../list/Columns.tsx'
import { DetailPage } from '../../list/DetailPage.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RelatedRows } from '../../list/RelatedRows.tsx'
import { useIsStaff } from '../../providers/access.ts'
import type { Widget } from '../../workspace/widgets/row.ts'
import type { Workspace } from './row.ts'

const Widgets = () => {
  const translate = useTranslate()
  return (
    <RelatedRows<Widget>
      title={translate('resources.widgets.name', { smart_count: 2 })}
      resource="widgets"
      target="workspace_id"
      sort={{ field: 'created_at', order: 'DESC' }}
      card={{
        primary: ({ name }) => name,
        secondary: ({ created_at }) => <Time value={created_at} />,
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
      <DataTable.Col source="status" disableSort>
        <StatusField />
      </DataTable.Col>
      <DataTable.Col source="created_at" disableSort>
        <TimeField source="created_at" />
      </DataTable.Col>
    </RelatedRows>
  )
}

const About = ({ workspace }: { workspace: Workspace }) => {
  const translate = useTranslate()
  const isStaff = useIsStaff()
  const label = (field: string) => translate(`resources.workspaces.fields.${field}`)
  return (
    <Section title={translate('resources.workspaces.name', { smart_count: 1 })}>
      <DefinitionList
        items={[
          {
            term: label('organization_id'),
            value: (
              <ReferenceField source="organization_id" reference="organizations" link={isStaff ? 'show' : false} />
            ),
          },
          { term: label('kind'), value: <TranslatedField source="kind" /> },
          {
            term: label('parent_workspace_id'),
            value: <ReferenceField source="parent_workspace_id" reference="workspaces" link="show" emptyText="–" />,
          },
          {
            term: label('plan_id'),
            value: <ReferenceField source="plan_id" reference="plans" link={false} emptyText="–" />,
          },
          { term: label('slug'), value: <Code>{workspace.slug}</Code> },
          { term: label('created_at'), value: <Time value={workspace.created_at} /> },
          { term: label('id'), value: <Code>{workspace.id}</Code> },
        ]}
      />
    </Section>
  )
}

const WorkspaceShow = () => (
  <DetailPage<Workspace> title={({ name }) => name}>
    {(workspace) => (
      <Columns>
        <Widgets />
        <About workspace={workspace} />
      </Columns>
    )}
  </DetailPage>
)

export default WorkspaceShow
