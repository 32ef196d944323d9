import { limitTypes } from '@lapel/contract/limits'
import { DataTable, ReferenceField } from 'react-admin'
import { TimeField } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { choiceFilter, planFilter } from '../../list/filters.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { ChangeLimitButton } from './ChangeLimitButton.tsx'
import { LimitSummary } from './LimitSummary.tsx'
import type { PlanLimit } from './row.ts'

const filters = [
  planFilter,
  choiceFilter('limit_type', limitTypes, 'resources.plan_limits.limit_type'),
  choiceFilter('enforcement', ['hard', 'soft'], 'resources.plan_limits.enforcement'),
]

const PlanLimitList = () => (
  <RecordList<PlanLimit>
    sort={{ field: 'id', order: 'ASC' }}
    filters={filters}
    card={{
      primary: () => (
        <>
          <ReferenceField source="plan_id" reference="plans" link={false} /> · <TranslatedField source="limit_type" />
        </>
      ),
      secondary: () => <LimitSummary />,
      tertiary: () => <ChangeLimitButton />,
    }}
  >
    <DataTable.Col source="plan_id">
      <ReferenceField source="plan_id" reference="plans" link="show" />
    </DataTable.Col>
    <DataTable.Col source="limit_type">
      <TranslatedField source="limit_type" />
    </DataTable.Col>
    <DataTable.NumberCol source="limit_value" />
    <DataTable.Col source="enforcement">
      <TranslatedField source="enforcement" />
    </DataTable.Col>
    <DataTable.NumberCol source="grace_amount" />
    <DataTable.Col source="updated_at">
      <TimeField source="updated_at" />
    </DataTable.Col>
    <DataTable.Col label="" align="right">
      <ChangeLimitButton />
    </DataTable.Col>
  </RecordList>
)

export default PlanLimitList
