import Box from '@mui/material/Box'
import Card from '@mui/material/Card'
import Checkbox from '@mui/material/Checkbox'
import { BulkActionsToolbar, type RaRecord, RecordContextProvider, useListContext, useTranslate } from 'react-admin'
import type { BulkAction } from './bulk/BulkAction.ts'
import { BulkButtons } from './bulk/BulkButtons.tsx'
import { CardContent } from './RowCards.tsx'
import type { RowCard } from './rowCard.ts'

const line = {
  alignItems: 'center',
  borderBottom: 1,
  borderColor: 'divider',
  cursor: 'pointer',
  display: 'flex',
  gap: 1,
  pr: 2,
  py: 0.5,
} as const

/** Over the lower end of the screen, as high as its buttons need. */
const bar = {
  bottom: 12,
  position: 'sticky',
  zIndex: 2,
  '&& .RaBulkActionsToolbar-toolbar': {
    alignItems: 'stretch',
    border: 1,
    borderColor: 'divider',
    borderRadius: 1,
    boxShadow: 4,
    flexDirection: 'column',
    height: 'auto',
    opacity: 1,
    p: 1,
    position: 'static',
    transform: 'none',
  },
  '&& .RaBulkActionsToolbar-collapsed': { display: 'none' },
  '&& .RaBulkActionsToolbar-topToolbar': {
    alignItems: 'center',
    flexWrap: 'wrap',
    justifyContent: 'start',
    p: 0,
    position: 'static',
  },
} as const

interface SelectableCardsProps<Row extends RaRecord> {
  card: RowCard<Row>
  actions: readonly BulkAction<Row>[]
}

/** Rows as cards of which many are chosen: touching one anywhere chooses it, and what can be done to them stays in view. */
export const SelectableCards = <Row extends RaRecord>({ card, actions }: SelectableCardsProps<Row>) => {
  const { data = [], selectedIds, onSelect, onToggleItem } = useListContext<Row>()
  const translate = useTranslate()
  const nameOf = actions[0]?.nameOf
  const here = data.map(({ id }) => id)
  const chosenHere = here.filter((id) => selectedIds.includes(id))
  const others = selectedIds.filter((id) => !here.includes(id))
  const all = here.length > 0 && chosenHere.length === here.length
  return (
    <>
      <Card component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        <Box component="li">
          <Box component="label" sx={{ ...line, color: 'text.secondary' }}>
            <Checkbox checked={all} onChange={() => onSelect(all ? others : [...others, ...here])} />
            {translate('lapel.list.select_page')}
          </Box>
        </Box>
        {data.map((row) => (
          <RecordContextProvider key={row.id} value={row}>
            <Box component="li" data-row>
              <Box component="label" sx={line}>
                <Checkbox
                  checked={selectedIds.includes(row.id)}
                  onChange={() => onToggleItem(row.id)}
                  slotProps={{
                    input: { 'aria-label': translate('lapel.list.select_row', { name: nameOf ? nameOf(row) : '' }) },
                  }}
                />
                <CardContent row={row} card={card} />
              </Box>
            </Box>
          </RecordContextProvider>
        ))}
      </Card>
      <Box sx={bar}>
        <BulkActionsToolbar selectAllButton={false}>
          <BulkButtons<Row> actions={actions} />
        </BulkActionsToolbar>
      </Box>
    </>
  )
}
