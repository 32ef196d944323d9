import { AutocompleteInput, DateInput, ReferenceInput, SearchInput, SelectInput } from 'react-admin'

const byName = (q: string) => ({ q })

/** Filters that several lists share. Each list names the ones that apply to it. */
export const searchFilter = <SearchInput key="q" source="q" alwaysOn />

export const organizationFilter = (
  <ReferenceInput
    key="organization_id"
    source="organization_id"
    reference="organizations"
    sort={{ field: 'name', order: 'ASC' }}
  >
    <AutocompleteInput filterToQuery={byName} optionText="name" />
  </ReferenceInput>
)

export const workspaceFilter = (
  <ReferenceInput
    key="workspace_id"
    source="workspace_id"
    reference="workspaces"
    sort={{ field: 'name', order: 'ASC' }}
  >
    <AutocompleteInput filterToQuery={byName} optionText="name" />
  </ReferenceInput>
)

export const planFilter = (
  <ReferenceInput key="plan_id" source="plan_id" reference="plans" sort={{ field: 'sort', order: 'ASC' }}>
    <SelectInput optionText="name" />
  </ReferenceInput>
)

export const periodFilters = [
  <DateInput key="since" source="since" label="lapel.list.since" />,
  <DateInput key="until" source="until" label="lapel.list.until" />,
]

/** A filter on a column with known values, whose words are at `names.<value>`. */
export const choiceFilter = (source: string, values: readonly string[], names: string) => (
  <SelectInput key={source} source={source} choices={values.map((id) => ({ id, name: `${names}.${id}` }))} />
)

export const statusFilter = (...values: string[]) => choiceFilter('status', values, 'resources.status')
