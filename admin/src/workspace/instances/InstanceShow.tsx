import { ReferenceField, useTranslate } from 'react-admin'
import { Code } from '../../display/CodeField.tsx'
import { type Definition, DefinitionList } from '../../display/DefinitionList.tsx'
import { Section } from '../../display/Section.tsx'
import { Snippet } from '../../display/Snippet.tsx'
import { Status } from '../../display/StatusChip.tsx'
import { Time } from '../../display/Time.tsx'
import { Columns, Stack } from '../../list/Columns.tsx'
import { DetailPage } from '../../list/DetailPage.tsx'
import { CheckInstallation } from './CheckInstallation.tsx'
import type { Instance } from './row.ts'
import { SignedVisitors } from './SignedVisitors.tsx'

const About = ({ instance }: { instance: Instance }) => {
  const translate = useTranslate()
  const label = (field: string) => translate(`resources.widget_instances.fields.${field}`)
  const origins = instance.allowed_origins
  const expiry: Definition[] = instance.expires_at
    ? [{ term: label('expires_at'), value: <Time value={instance.expires_at} /> }]
    : []
  return (
    <Section title={translate('resources.widget_instances.name', { smart_count: 1 })}>
      <DefinitionList
        items={[
          { term: label('status'), value: <Status value={instance.status} /> },
          { term: label('widget_id'), value: <ReferenceField source="widget_id" reference="widgets" link="show" /> },
          {
            term: label('workspace_id'),
            value: <ReferenceField source="workspace_id" reference="workspaces" link={false} />,
          },
          {
            term: label('allowed_origins'),
            value: origins.length > 0 ? origins.join('\n') : translate('lapel.anyone'),
          },
          ...expiry,
          { term: label('public_id'), value: <Code>{instance.public_id}</Code> },
          { term: label('created_at'), value: <Time value={instance.created_at} /> },
          { term: label('updated_at'), value: <Time value={instance.updated_at} /> },
        ]}
      />
    </Section>
  )
}

const InstanceShow = () => {
  const translate = useTranslate()
  return (
    <DetailPage<Instance> title={({ name }) => name}>
      {(instance) => (
        <Columns>
          <Stack>
            <Section title={translate('lapel.snippet.title')}>
              <Snippet publicId={instance.public_id} />
            </Section>
            <CheckInstallation instance={instance} />
            <SignedVisitors workspaceId={instance.workspace_id} />
          </Stack>
          <About instance={instance} />
        </Columns>
      )}
    </DetailPage>
  )
}

export default InstanceShow
