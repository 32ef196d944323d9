import Chip from '@mui/material/Chip'
import { DataTable, ReferenceField, SelectInput, useLocale, useRecordContext, useTranslate } from 'react-admin'
import { CodeField } from '../../display/CodeField.tsx'
import { Status, StatusField } from '../../display/StatusChip.tsx'
import { TimeField } from '../../display/Time.tsx'
import { choiceFilter, periodFilters, planFilter, searchFilter, statusFilter } from '../../list/filters.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { useBulkActs } from './bulk/useBulkActs.ts'
import type { Organization } from './row.ts'

const planStates = ['trialing', 'active', 'upgrading', 'past_due', 'canceled']
const filters = [
  searchFilter,
  planFilter,
  statusFilter('active', 'suspended', 'deleting'),
  choiceFilter('plan_status', planStates, 'resources.status'),
  <SelectInput
    key="limits_exceeded"
    source="limits_exceeded@gt"
    label="resources.organizations.fields.limits_exceeded"
    choices={[{ id: '0', name: 'lapel.tenant.above_a_limit' }]}
  />,
  ...periodFilters,
]

const Submissions = () => {
  const organization = useRecordContext<Organization>()
  const translate = useTranslate()
  const locale = useLocale()
  if (!organization) return null
  const { submissions_month: used, submissions_limit: limit } = organization
  const of = limit === null ? translate('lapel.unlimited').toLowerCase() : limit.toLocaleString(locale)
  return <>{translate('lapel.organization.submissions_short', { used: used.toLocaleString(locale), of, limit: of })}</>
}

const Exceeded = () => {
  const organization = useRecordContext<Organization>()
  const translate = useTranslate()
  if (!organization || organization.limits_exceeded === 0) return null
  const label = translate('lapel.tenant.limits', { smart_count: organization.limits_exceeded })
  return <Chip label={label} color="error" variant="outlined" />
}

const OrganizationList = () => {
  const bulkActs = useBulkActs()
  return (
    <RecordList<Organization>
      opens
      sort={{ field: 'created_at', order: 'DESC' }}
      filters={filters}
      {...(bulkActs ? { bulkActions: bulkActs } : {})}
      hiddenColumns={['slug', 'plan_status', 'workspaces', 'members', 'trial_ends_at']}
      card={{
        primary: ({ name }) => name,
        secondary: () => <Submissions />,
        tertiary: ({ status, plan_id }) => (status === 'active' ? plan_id : <Status value={status} />),
      }}
    >
      <DataTable.Col source="name">
        <OpenLink source="name" />
      </DataTable.Col>
      <DataTable.Col source="slug">
        <CodeField source="slug" />
      </DataTable.Col>
      <DataTable.Col source="plan_id">
        <ReferenceField source="plan_id" reference="plans" link={false} />
      </DataTable.Col>
      <DataTable.Col source="plan_status">
        <StatusField source="plan_status" />
      </DataTable.Col>
      <DataTable.Col source="status">
        <StatusField />
      </DataTable.Col>
      <DataTable.NumberCol source="workspaces" />
      <DataTable.NumberCol source="members" />
      <DataTable.Col source="submissions_month" align="right">
        <Submissions />
      </DataTable.Col>
      <DataTable.Col source="limits_exceeded">
        <Exceeded />
      </DataTable.Col>
      <DataTable.Col source="trial_ends_at">
        <TimeField source="trial_ends_at" />
      </DataTable.Col>
      <DataTable.Col source="created_at">
        <TimeField source="created_at" />
      </DataTable.Col>
    </RecordList>
  )
}

export default OrganizationList
