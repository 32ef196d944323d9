import Chip from '@mui/material/Chip'
import Link from '@mui/material/Link'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { useFigures } from '../../room/figures.ts'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { useAddress } from '../../room/useAddress.ts'
import { useAnswer } from '../../room/useAnswer.ts'
import type { Partition } from '../rows.ts'
import { type PartitionedTable, tablesOf } from './tables.ts'

const view = '/operations?view=database'

const State = ({ of: { strays, attached } }: { of: Pick<Partition, 'strays' | 'attached'> }) => {
  const translate = useTranslate()
  const words = (key: string) => translate(`lapel.operations.database.${key}`)
  if (strays) return <Chip label={words('strays')} color="error" variant="outlined" />
  if (!attached) return <Chip label={words('detached')} color="warning" variant="outlined" />
  return <>{words('in_use')}</>
}

function useColumns() {
  const translate = useTranslate()
  const { number, bytes } = useFigures()
  const words = (key: string) => translate(`lapel.operations.database.${key}`)
  const shared: Column<PartitionedTable | Partition>[] = [
    { label: words('size'), cell: (of) => bytes(of.bytes), align: 'right' },
    { label: words('rows'), cell: ({ estimated_rows }) => `≈ ${number(estimated_rows)}`, align: 'right' },
    {
      label: words('kept'),
      cell: ({ retain_months: months }) =>
        months ? translate('lapel.operations.database.months', { smart_count: months }) : words('forever'),
    },
    { label: words('state'), cell: (of) => <State of={of} /> },
  ]
  const tables: Column<PartitionedTable>[] = [
    {
      label: words('table'),
      cell: ({ parent }) => (
        <Link component={RouterLink} to={`${view}&table=${parent}`} color="inherit">
          <Code>{parent}</Code>
        </Link>
      ),
    },
    { label: words('tables'), cell: ({ partitions }) => number(partitions), align: 'right' },
    ...shared,
  ]
  const partitions: Column<Partition>[] = [
    { label: words('partition'), cell: ({ partition }) => <Code>{partition}</Code> },
    ...shared,
  ]
  return { tables, partitions }
}

/** The tables that grow by month, or the months of one; where a default partition holds rows, it stands out. */
export const Partitions = () => {
  const translate = useTranslate()
  const [{ table }] = useAddress()
  const query = useAnswer<Partition[]>('partition_sizes')
  const columns = useColumns()
  const words = (key: string) => translate(`lapel.operations.database.${key}`)
  const title = table ? `${words('partitions')}: ${table}` : words('partitions')
  const back = (
    <Link component={RouterLink} to={view} variant="body2">
      {words('all_tables')}
    </Link>
  )
  return (
    <Section title={title} flush action={table && back}>
      <Loaded query={query} empty="lapel.operations.database.no_partitions">
        {(partitions) =>
          table ? (
            <Rows
              label={title}
              rows={partitions.filter(({ parent }) => parent === table)}
              keyOf={({ partition }) => partition}
              columns={columns.partitions}
            />
          ) : (
            <Rows label={title} rows={tablesOf(partitions)} keyOf={({ parent }) => parent} columns={columns.tables} />
          )
        }
      </Loaded>
    </Section>
  )
}
