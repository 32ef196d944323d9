import { DataTable, ReferenceField, useTranslate } from 'react-admin'
import { Status, StatusField } from '../../../display/StatusChip.tsx'
import { Time, TimeField } from '../../../display/Time.tsx'
import { OpenLink } from '../../../list/OpenLink.tsx'
import { answerLine } from '../../../workspace/submissions/answers.ts'
import type { Submission } from '../../../workspace/submissions/row.ts'
import { TenantRows } from '../TenantRows.tsx'

/** What visitors sent to the tenant. */
const Submissions = () => {
  const translate = useTranslate()
  return (
    <TenantRows<Submission>
      title={translate('resources.widget_submissions.name', { smart_count: 2 })}
      resource="widget_submissions"
      time="ts"
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

export default Submissions
