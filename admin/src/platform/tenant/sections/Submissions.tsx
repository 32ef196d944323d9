import { DataTable, ReferenceField, useTranslate } from 'react-admin'
import { Status, StatusField } from '../../../display/StatusChip.tsx'
import { Time, TimeField } from '../../../display/Time.tsx'
import { OpenLink } from '../../../list/OpenLink.tsx'
import { answerLine } from '../../../workspace/submissions/answers.ts'
import type { Submission } from '../../../workspace/submissions/row.ts'
import { ChoiceFilter, Filters, ReferenceFilter } from '../../room/Filters.tsx'
import { TenantRows } from '../TenantRows.tsx'
import { useTenant } from '../useTenant.ts'

const states = ['accepted', 'partial', 'spam', 'deleted']
const filters = ['status', 'workspace_id', 'widget_id']

const FilterBar = () => {
  const translate = useTranslate()
  const { id } = useTenant()
  const label = (field: string) => translate(`resources.widget_submissions.fields.${field}`)
  return (
    <Filters place="tenant_submissions" names={filters}>
      <ChoiceFilter
        name="status"
        label={label('status')}
        choices={states.map((state) => ({ id: state, name: translate(`resources.status.${state}`) }))}
      />
      {(['workspace', 'widget'] as const).map((one) => (
        <ReferenceFilter
          key={one}
          name={`${one}_id`}
          label={label(`${one}_id`)}
          reference={`${one}s`}
          filter={{ organization_id: id }}
        />
      ))}
    </Filters>
  )
}

const List = () => {
  const translate = useTranslate()
  return (
    <TenantRows<Submission>
      title={translate('resources.widget_submissions.name', { smart_count: 2 })}
      resource="widget_submissions"
      time="ts"
      filters={filters}
      card={{
        primary: answerLine,
        secondary: ({ ts }) => <Time value={ts} />,
        tertiary: ({ status }) => status !== 'accepted' && <Status value={status} />,
      }}
      opens
    >
      <DataTable.Col source="ts" disableSort>
        <OpenLink>
          <TimeField source="ts" />
        </OpenLink>
      </DataTable.Col>
      <DataTable.Col<Submission> source="payload" disableSort render={answerLine} />
      <DataTable.Col source="widget_id" disableSort>
        <ReferenceField source="widget_id" reference="widgets" link={false} />
      </DataTable.Col>
      <DataTable.Col source="status" disableSort>
        <StatusField />
      </DataTable.Col>
    </TenantRows>
  )
}

/** What visitors sent to the tenant. */
const Submissions = () => (
  <>
    <FilterBar />
    <List />
  </>
)

export default Submissions
