import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { type RaRecord, RecordContextProvider, SimpleList, type SimpleListProps } from 'react-admin'
import type { RowCard } from './rowCard.ts'

type ListProps<Row extends RaRecord> = Pick<
  SimpleListProps<Row>,
  'data' | 'total' | 'isPending' | 'rowClick' | 'empty' | 'resource'
>

const Head = <Row extends RaRecord>({ row, card: { primary, tertiary } }: { row: Row; card: RowCard<Row> }) => (
  <RecordContextProvider value={row}>
    <Box sx={{ display: 'flex', gap: 1.5, justifyContent: 'space-between' }}>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>{primary(row)}</Box>
      {tertiary && <Box sx={{ color: 'text.secondary', flexShrink: 0, fontSize: '0.8125rem' }}>{tertiary(row)}</Box>}
    </Box>
  </RecordContextProvider>
)

/** All of a card, where it is no link. */
export const CardContent = <Row extends RaRecord>({ row, card }: { row: Row; card: RowCard<Row> }) => (
  <Box sx={{ flex: 1, fontSize: '0.875rem', minWidth: 0 }}>
    <Head row={row} card={card} />
    {card.secondary && (
      <Typography variant="body2" component="div" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
        {card.secondary(row)}
      </Typography>
    )}
  </Box>
)

/** What `useListKeys` finds cards by. */
export const rowCardsClass = 'row-cards'

/** Rows as cards, for narrow screens and for short lists. */
export const RowCards = <Row extends RaRecord>({ card, ...list }: ListProps<Row> & { card: RowCard<Row> }) => (
  <SimpleList<Row>
    {...list}
    className={rowCardsClass}
    primaryText={(row) => <Head row={row} card={card} />}
    {...(card.secondary ? { secondaryText: card.secondary } : {})}
  />
)
