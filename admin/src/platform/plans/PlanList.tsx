import { BooleanInput, DataTable, useTranslate } from 'react-admin'
import { CodeField } from '../../display/CodeField.tsx'
import { searchFilter } from '../../list/filters.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { OpenMatrixButton } from './matrix/OpenMatrixButton.tsx'
import { PriceField } from './PriceField.tsx'
import type { Plan } from './row.ts'

const filters = [searchFilter, <BooleanInput key="public" source="public" />]

const PlanList = () => {
  const translate = useTranslate()
  const offer = ({ public: offered, archived }: Plan) =>
    translate(`lapel.plan.${archived ? 'archived' : offered ? 'public' : 'private'}`)
  return (
    <RecordList<Plan>
      opens
      actions={<OpenMatrixButton />}
      sort={{ field: 'sort', order: 'ASC' }}
      filters={filters}
      card={{
        primary: ({ name }) => name,
        secondary: () => <PriceField />,
        tertiary: ({ organizations }) => organizations,
      }}
    >
      <DataTable.Col source="name">
        <OpenLink source="name" />
      </DataTable.Col>
      <DataTable.Col source="plan_id">
        <CodeField source="plan_id" />
      </DataTable.Col>
      <DataTable.Col source="price">
        <PriceField />
      </DataTable.Col>
      <DataTable.NumberCol source="organizations" />
      <DataTable.NumberCol source="max_users" />
      <DataTable.NumberCol source="max_sites" />
      <DataTable.Col<Plan> source="public" render={offer} />
    </RecordList>
  )
}

export default PlanList
