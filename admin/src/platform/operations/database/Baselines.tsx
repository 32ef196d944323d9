import { useGetList, useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import { useFigures } from '../../room/figures.ts'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import type { Baseline } from '../rows.ts'
import { type Trend, trendsOf } from './trends.ts'

/** How fast the key queries were when they were last measured, and the time before. */
export const Baselines = () => {
  const translate = useTranslate()
  const { number, change } = useFigures()
  const query = useGetList<Baseline>('performance_baseline_audit', {
    sort: { field: 'measured_at', order: 'DESC' },
    pagination: { page: 1, perPage: 100 },
  })
  const words = (key: string) => translate(`lapel.operations.database.${key}`)
  const title = words('baselines')
  const milliseconds = (value: number) => `${number(value)} ms`
  const columns: Column<Trend>[] = [
    { label: words('query'), cell: ({ now }) => <Code>{now.query_name}</Code> },
    { label: words('median'), cell: ({ now }) => milliseconds(now.median_ms), align: 'right' },
    { label: words('p99'), cell: ({ now }) => milliseconds(now.p99_ms), align: 'right' },
    {
      label: words('change'),
      cell: ({ now, before }) => (before && change(now.median_ms, before.median_ms)) ?? '–',
      align: 'right',
    },
    { label: words('measured'), cell: ({ now }) => <Time value={now.measured_at} /> },
  ]
  return (
    <Section title={title} flush>
      <Loaded query={query} empty="lapel.operations.database.not_measured">
        {(baselines) => <Rows label={title} rows={trendsOf(baselines)} keyOf={({ now }) => now.id} columns={columns} />}
      </Loaded>
    </Section>
  )
}
