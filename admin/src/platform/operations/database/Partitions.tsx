import Chip from '@mui/material/Chip'
import { useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { ChoiceFilter, Filters } from '../../room/Filters.tsx'
import { useFigures } from '../../room/figures.ts'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { useAddress } from '../../room/useAddress.ts'
import { useAnswer } from '../../room/useAnswer.ts'
import type { Partition } from '../rows.ts'

const State = ({ partition: { strays, attached } }: { partition: Partition }) => {
  const translate = useTranslate()
  const words = (key: string) => translate(`lapel.operations.database.${key}`)
  if (strays) return <Chip label={words('strays')} color="error" variant="outlined" />
  if (!attached) return <Chip label={words('detached')} color="warning" variant="outlined" />
  return <>{words('in_use')}</>
}

/** The monthly partitions, one table at a time or all; a default partition that holds rows stands out. */
export const Partitions = () => {
  const translate = useTranslate()
  const { number, bytes } = useFigures()
  const [{ table }] = useAddress()
  const query = useAnswer<Partition[]>('partition_sizes')
  const words = (key: string) => translate(`lapel.operations.database.${key}`)
  const title = words('partitions')
  const tables = [...new Set(query.data?.map(({ parent }) => parent))]
  const columns: Column<Partition>[] = [
    { label: words('partition'), cell: ({ partition }) => <Code>{partition}</Code> },
    { label: words('size'), cell: (partition) => bytes(partition.bytes), align: 'right' },
    { label: words('rows'), cell: ({ estimated_rows }) => `≈ ${number(estimated_rows)}`, align: 'right' },
    {
      label: words('kept'),
      cell: ({ retain_months }) =>
        retain_months
          ? translate('lapel.operations.database.months', { smart_count: retain_months })
          : words('forever'),
    },
    { label: words('state'), cell: (partition) => <State partition={partition} /> },
  ]
  const shown = (partitions: readonly Partition[]) =>
    partitions
      .filter((one) => !table || one.parent === table)
      .sort((one, other) => Number(other.strays) - Number(one.strays))
  return (
    <Section title={title} flush>
      {tables.length > 0 && (
        <div style={{ padding: '4px 16px 12px' }}>
          <Filters names={['table']}>
            <ChoiceFilter name="table" label={words('table')} choices={tables.map((id) => ({ id, name: id }))} />
          </Filters>
        </div>
      )}
      <Loaded query={query} empty="lapel.operations.database.no_partitions">
        {(partitions) => (
          <Rows label={title} rows={shown(partitions)} keyOf={({ partition }) => partition} columns={columns} />
        )}
      </Loaded>
    </Section>
  )
}
