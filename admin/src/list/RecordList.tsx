import type { Theme } from '@mui/material/styles'
import useMediaQuery from '@mui/material/useMediaQuery'
import type { ReactElement, ReactNode } from 'react'
import { DataTable, List, type RaRecord, type SortPayload } from 'react-admin'
import { ListEmpty, ListFailed } from './ListStates.tsx'
import { RecordListActions } from './RecordListActions.tsx'
import { type RowCard, RowCards } from './RowCards.tsx'

interface RecordListProps<Row extends RaRecord> {
  /** Sort by an indexed column: some of these tables are large. */
  sort: SortPayload
  filters: ReactElement[]
  /** What a row becomes on a narrow screen. */
  card: RowCard<Row>
  /** The table's columns on a wide screen. */
  children: ReactNode
  /** Whether a row leads to a page of its own. */
  opens?: boolean
  /** Columns that are off until someone chooses them. */
  hiddenColumns?: string[]
  /** Further buttons before the usual ones. */
  actions?: ReactNode
  /** What can be done to many rows at once; without it no row can be chosen. */
  bulkActions?: ReactElement | false
}

/** A list as every room shows it: table with columns to choose on wide screens, cards on narrow ones, safe CSV. */
export const RecordList = <Row extends RaRecord>(props: RecordListProps<Row>) => {
  const { sort, filters, card, children, opens = false, hiddenColumns = [], actions, bulkActions = false } = props
  const isNarrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'), { noSsr: true })
  const rowClick = opens ? 'show' : false
  return (
    <List
      sort={sort}
      perPage={25}
      filters={filters}
      actions={<RecordListActions columns={!isNarrow}>{actions}</RecordListActions>}
      empty={<ListEmpty />}
      error={<ListFailed />}
    >
      {isNarrow ? (
        <RowCards<Row> card={card} rowClick={rowClick} />
      ) : (
        <DataTable bulkActionButtons={bulkActions} rowClick={rowClick} hiddenColumns={hiddenColumns}>
          {children}
        </DataTable>
      )}
    </List>
  )
}
