import { ReferenceField, useGetList, useLocale, useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { DefinitionList } from '../../../display/DefinitionList.tsx'
import { Section } from '../../../display/Section.tsx'
import { Status } from '../../../display/StatusChip.tsx'
import { Time } from '../../../display/Time.tsx'
import type { Member } from '../../../workspace/members/row.ts'
import { useTenant } from '../useTenant.ts'

const Owner = () => {
  const { id } = useTenant()
  const { data, isPending } = useGetList<Member>('members', {
    filter: { organization_id: id, role: 'owner', status: 'active', scope: 'organization' },
    sort: { field: 'created_at', order: 'DESC' },
    pagination: { page: 1, perPage: 5 },
    meta: { uncounted: true },
  })
  if (isPending) return '…'
  return data?.map(({ name, email }) => [name, email].filter(Boolean).join(' · ')).join('\n') || '–'
}

/** Plan, state, owner and dates of the tenant. */
export const About = () => {
  const tenant = useTenant()
  const translate = useTranslate()
  const locale = useLocale()
  const label = (field: string) => translate(`resources.organizations.fields.${field}`)
  return (
    <Section title={translate('resources.organizations.name', { smart_count: 1 })}>
      <DefinitionList
        items={[
          { term: label('plan_id'), value: <ReferenceField source="plan_id" reference="plans" link="show" /> },
          { term: label('plan_status'), value: <Status value={tenant.plan_status} /> },
          {
            term: label('trial_ends_at'),
            value: tenant.trial_ends_at ? <Time value={tenant.trial_ends_at} /> : translate('lapel.tenant.no_trial'),
          },
          { term: label('status'), value: <Status value={tenant.status} /> },
          ...(tenant.suspended_at
            ? [{ term: label('suspended_at'), value: <Time value={tenant.suspended_at} /> }]
            : []),
          { term: label('owner'), value: <Owner /> },
          { term: label('workspaces'), value: tenant.workspaces.toLocaleString(locale) },
          { term: label('members'), value: tenant.members.toLocaleString(locale) },
          { term: label('created_at'), value: <Time value={tenant.created_at} /> },
          { term: label('id'), value: <Code>{tenant.id}</Code> },
        ]}
      />
    </Section>
  )
}
