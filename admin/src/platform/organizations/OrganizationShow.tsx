import { DataTable, ReferenceField, useTranslate } from 'react-admin'
import { Code } from '../../display/CodeField.tsx'
import { DefinitionList } from '../../display/DefinitionList.tsx'
import { Section } from '../../display/Section.tsx'
import { Status, StatusField } from '../../display/StatusChip.tsx'
import { Time } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { UsageMeters } from '../../display/UsageMeters.tsx'
import { Columns, DetailPage, Stack } from '../../list/DetailPage.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RelatedRows } from '../../list/RelatedRows.tsx'
import type { Member } from '../../workspace/members/row.ts'
import type { Workspace } from '../workspaces/row.ts'
import type { Organization } from './row.ts'

const Workspaces = () => {
  const translate = useTranslate()
  return (
    <RelatedRows<Workspace>
      title={translate('lapel.organization.workspaces')}
      resource="workspaces"
      target="organization_id"
      sort={{ field: 'created_at', order: 'ASC' }}
      card={{ primary: ({ name }) => name, tertiary: () => <TranslatedField source="kind" /> }}
      opens
    >
      <DataTable.Col source="name" disableSort>
        <OpenLink source="name" />
      </DataTable.Col>
      <DataTable.Col source="kind" disableSort>
        <TranslatedField source="kind" />
      </DataTable.Col>
      <DataTable.Col source="parent_workspace_id" disableSort>
        <ReferenceField source="parent_workspace_id" reference="workspaces" link={false} emptyText="–" />
      </DataTable.Col>
    </RelatedRows>
  )
}

const Members = () => {
  const translate = useTranslate()
  return (
    <RelatedRows<Member>
      title={translate('lapel.organization.members')}
      resource="members"
      target="organization_id"
      sort={{ field: 'created_at', order: 'ASC' }}
      card={{
        primary: ({ name, email }) => name ?? email,
        secondary: ({ email }) => email,
        tertiary: () => <TranslatedField source="role" />,
      }}
    >
      <DataTable.Col source="name" disableSort />
      <DataTable.Col source="email" disableSort />
      <DataTable.Col source="role" disableSort>
        <TranslatedField source="role" />
      </DataTable.Col>
      <DataTable.Col source="workspace_id" disableSort>
        <ReferenceField source="workspace_id" reference="workspaces" link={false} emptyText="–" />
      </DataTable.Col>
      <DataTable.Col source="status" disableSort>
        <StatusField />
      </DataTable.Col>
    </RelatedRows>
  )
}

const About = ({ organization }: { organization: Organization }) => {
  const translate = useTranslate()
  const label = (field: string) => translate(`resources.organizations.fields.${field}`)
  return (
    <Section title={translate('resources.organizations.name', { smart_count: 1 })}>
      <DefinitionList
        items={[
          { term: label('status'), value: <Status value={organization.status} /> },
          { term: label('plan_id'), value: <ReferenceField source="plan_id" reference="plans" link="show" /> },
          { term: label('plan_status'), value: <Status value={organization.plan_status} /> },
          { term: label('slug'), value: <Code>{organization.slug}</Code> },
          { term: label('created_at'), value: <Time value={organization.created_at} /> },
          { term: label('id'), value: <Code>{organization.id}</Code> },
        ]}
      />
    </Section>
  )
}

const OrganizationShow = () => {
  const translate = useTranslate()
  return (
    <DetailPage<Organization> title={({ name }) => name}>
      {(organization) => (
        <Columns>
          <Stack>
            <Workspaces />
            <Members />
          </Stack>
          <Stack>
            <Section title={translate('lapel.organization.usage')}>
              <UsageMeters organizationId={organization.id} />
            </Section>
            <About organization={organization} />
          </Stack>
        </Columns>
      )}
    </DetailPage>
  )
}

export default OrganizationShow
