import { BooleanField, BooleanInput, DataTable, ReferenceField } from 'react-admin'
import { CodeField } from '../../display/CodeField.tsx'
import { TimeField } from '../../display/Time.tsx'
import { planFilter } from '../../list/filters.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import type { PlanFeature } from './row.ts'

const filters = [planFilter, <BooleanInput key="enabled" source="enabled" />]

const PlanFeatureList = () => (
  <RecordList<PlanFeature>
    sort={{ field: 'id', order: 'ASC' }}
    filters={filters}
    card={{
      primary: () => <CodeField source="feature_key" />,
      secondary: () => <ReferenceField source="plan_id" reference="plans" link={false} />,
      tertiary: () => <BooleanField source="enabled" />,
    }}
  >
    <DataTable.Col source="plan_id">
      <ReferenceField source="plan_id" reference="plans" link="show" />
    </DataTable.Col>
    <DataTable.Col source="feature_key">
      <CodeField source="feature_key" />
    </DataTable.Col>
    <DataTable.Col source="enabled" field={BooleanField} />
    <DataTable.NumberCol source="limit_value" />
    <DataTable.Col source="updated_at">
      <TimeField source="updated_at" />
    </DataTable.Col>
  </RecordList>
)

export default PlanFeatureList
