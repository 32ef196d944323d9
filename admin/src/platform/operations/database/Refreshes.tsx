import { useGetList, useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import { useFigures } from '../../room/figures.ts'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import type { Refresh } from '../rows.ts'

/** The last refreshes of the daily figures. */
export const Refreshes = () => {
  const translate = useTranslate()
  const { number } = useFigures()
  const query = useGetList<Refresh>('materialized_view_refresh_log', {
    sort: { field: 'started_at', order: 'DESC' },
    pagination: { page: 1, perPage: 20 },
  })
  const words = (key: string) => translate(`lapel.operations.database.${key}`)
  const title = words('refreshes')
  const columns: Column<Refresh>[] = [
    { label: words('view'), cell: ({ view_name }) => <Code>{view_name}</Code> },
    { label: words('started'), cell: ({ started_at }) => <Time value={started_at} /> },
    { label: words('took'), cell: ({ duration_ms }) => `${number(duration_ms)} ms`, align: 'right' },
    { label: words('rows'), cell: ({ rows }) => number(rows), align: 'right' },
  ]
  return (
    <Section title={title} flush>
      <Loaded query={query} empty="lapel.operations.database.no_refresh">
        {(refreshes) => <Rows label={title} rows={refreshes} keyOf={({ id }) => id} columns={columns} />}
      </Loaded>
    </Section>
  )
}
