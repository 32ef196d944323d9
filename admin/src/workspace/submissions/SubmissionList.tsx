import { AutocompleteInput, DataTable, ReferenceField, ReferenceInput } from 'react-admin'
import { Status, StatusField } from '../../display/StatusChip.tsx'
import { Time, TimeField } from '../../display/Time.tsx'
import { periodFilters, searchFilter, statusFilter } from '../../list/filters.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { useTenantColumns } from '../../list/tenantColumns.tsx'
import { answerLine } from './answers.ts'
import type { Submission } from './row.ts'
import { SpamReasons } from './SpamReasons.tsx'
import { useBulkJudgements } from './useBulkJudgements.ts'

const byName = (q: string) => ({ q })

const instanceFilter = (
  <ReferenceInput
    key="instance"
    source="widget_instance_id"
    reference="widget_instances"
    sort={{ field: 'name', order: 'ASC' }}
  >
    <AutocompleteInput filterToQuery={byName} optionText="name" />
  </ReferenceInput>
)

const SubmissionList = () => {
  const { columns, filters } = useTenantColumns()
  const bulkActions = useBulkJudgements()
  return (
    <RecordList<Submission>
      opens
      bulkActions={bulkActions}
      sort={{ field: 'ts', order: 'DESC' }}
      filters={[
        searchFilter,
        ...filters,
        instanceFilter,
        statusFilter('accepted', 'partial', 'spam', 'deleted'),
        ...periodFilters,
      ]}
      card={{
        primary: answerLine,
        secondary: ({ ts }) => <Time value={ts} />,
        tertiary: ({ status }) => status !== 'accepted' && <Status value={status} />,
      }}
    >
      <DataTable.Col source="ts">
        <OpenLink>
          <TimeField source="ts" />
        </OpenLink>
      </DataTable.Col>
      <DataTable.Col<Submission> source="payload" disableSort render={answerLine} />
      <DataTable.Col source="widget_id" disableSort>
        <ReferenceField source="widget_id" reference="widgets" link={false} />
      </DataTable.Col>
      {columns}
      <DataTable.Col source="status" disableSort>
        <StatusField />
      </DataTable.Col>
      <DataTable.Col<Submission>
        source="spam_reasons"
        disableSort
        render={({ spam_reasons }) => <SpamReasons reasons={spam_reasons} />}
      />
    </RecordList>
  )
}

export default SubmissionList
