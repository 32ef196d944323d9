import Box from '@mui/material/Box'
import type { Theme } from '@mui/material/styles'
import useMediaQuery from '@mui/material/useMediaQuery'
import { type ReactElement, type ReactNode, useRef, useState } from 'react'
import { DataTable, ListBase, ListView, type RaRecord, type SortPayload, useListContext } from 'react-admin'
import { exporter } from '../providers/exporter.ts'
import type { BulkAction } from './bulk/BulkAction.ts'
import { BulkButtons } from './bulk/BulkButtons.tsx'
import { KeptFilters } from './KeptFilters.tsx'
import { ListEmpty, ListFailed } from './ListStates.tsx'
import { RecordListActions } from './RecordListActions.tsx'
import { RowCards } from './RowCards.tsx'
import type { RowCard } from './rowCard.ts'
import { SavedQueries } from './SavedQueries.tsx'
import { SelectableCards } from './SelectableCards.tsx'
import { SelectButton } from './SelectButton.tsx'
import { useListKeys } from './useListKeys.ts'

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
  /** What can be done to many rows at once. Without it rows cannot be selected. */
  bulkActions?: readonly BulkAction<Row>[]
}

const focusedRow = { '& tbody tr:focus-within': { bgcolor: 'action.hover' } }

const Rows = <Row extends RaRecord>(props: RecordListProps<Row>) => {
  const { filters, card, children, opens = false, hiddenColumns = [], actions, bulkActions } = props
  const isNarrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'), { noSsr: true })
  const { selectedIds, onUnselectItems } = useListContext()
  const [selecting, setSelecting] = useState(selectedIds.length > 0)
  const toggleSelecting = () => {
    if (selecting) onUnselectItems()
    setSelecting(!selecting)
  }
  const rowClick = opens ? 'show' : false
  const bulkButtons = bulkActions ? <BulkButtons<Row> actions={bulkActions} /> : false
  return (
    <ListView
      filters={filters}
      actions={
        <RecordListActions columns={!isNarrow}>
          {actions}
          {isNarrow && bulkActions && <SelectButton on={selecting} onToggle={toggleSelecting} />}
        </RecordListActions>
      }
      empty={<ListEmpty />}
      error={<ListFailed />}
    >
      <SavedQueries />
      {isNarrow && selecting && bulkActions ? (
        <SelectableCards<Row> card={card} actions={bulkActions} />
      ) : isNarrow ? (
        <RowCards<Row> card={card} rowClick={rowClick} />
      ) : (
        <DataTable bulkActionButtons={bulkButtons} rowClick={rowClick} hiddenColumns={hiddenColumns} sx={focusedRow}>
          {children}
        </DataTable>
      )}
    </ListView>
  )
}

/** A list as every room shows it: table with columns to choose on wide screens, cards on narrow ones, safe CSV. */
export const RecordList = <Row extends RaRecord>(props: RecordListProps<Row>) => {
  const list = useRef<HTMLDivElement>(null)
  useListKeys(list)
  return (
    <Box ref={list}>
      <ListBase sort={props.sort} perPage={25} exporter={exporter}>
        <KeptFilters>
          <Rows {...props} />
        </KeptFilters>
      </ListBase>
    </Box>
  )
}
