import Box from '@mui/material/Box'
import type { Theme } from '@mui/material/styles'
import useMediaQuery from '@mui/material/useMediaQuery'
import type { ReactNode } from 'react'
import { DataTable, type RaRecord, ReferenceManyField, type SortPayload, useTranslate } from 'react-admin'
import { EmptyState } from '../display/EmptyState.tsx'
import { Section } from '../display/Section.tsx'
import { RowCards } from './RowCards.tsx'
import type { RowCard } from './rowCard.ts'

interface RelatedRowsProps<Row extends RaRecord> {
  title: string
  resource: string
  /** The column that points at the record around this. */
  target: string
  sort: SortPayload
  card: RowCard<Row>
  children: ReactNode
  opens?: boolean
}

const unscrolled = { '& .RaDataTable-tableWrapper': { overflowX: 'visible' } }

/** What belongs to a record, at most a hundred rows: a table on wide screens, cards on narrow ones. */
export const RelatedRows = <Row extends RaRecord>(props: RelatedRowsProps<Row>) => {
  const { title, resource, target, sort, card, children, opens = false } = props
  const translate = useTranslate()
  const isNarrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'), { noSsr: true })
  const rowClick = opens ? 'show' : false
  const empty = (
    <EmptyState title={translate('lapel.list.nothing')}>{translate(`resources.${resource}.empty`)}</EmptyState>
  )
  return (
    <Section title={title} flush>
      <ReferenceManyField reference={resource} target={target} sort={sort} perPage={100}>
        {isNarrow ? (
          <RowCards<Row> card={card} rowClick={rowClick} empty={empty} />
        ) : (
          // What scrolls sideways has to be reachable by keyboard.
          <Box role="group" aria-label={title} tabIndex={0} sx={{ overflowX: 'auto' }}>
            <DataTable bulkActionButtons={false} rowClick={rowClick} empty={empty} sx={unscrolled}>
              {children}
            </DataTable>
          </Box>
        )}
      </ReferenceManyField>
    </Section>
  )
}
