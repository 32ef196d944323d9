import Box from '@mui/material/Box'
import type { Theme } from '@mui/material/styles'
import useMediaQuery from '@mui/material/useMediaQuery'
import type { ReactNode } from 'react'
import {
  DataTable,
  ListContextProvider,
  type RaRecord,
  ResourceContextProvider,
  useList,
  useTranslate,
} from 'react-admin'
import { EmptyState } from '../../display/EmptyState.tsx'
import { LoadFailed } from '../../display/LoadFailed.tsx'
import { Section } from '../../display/Section.tsx'
import { RowCards } from '../../list/RowCards.tsx'
import type { RowCard } from '../../list/rowCard.ts'
import { Pages } from '../room/Pages.tsx'
import { useAddress } from '../room/useAddress.ts'
import { useNewestRows } from '../room/useNewestRows.ts'
import { Loading } from './Loading.tsx'
import { useTenant } from './useTenant.ts'

interface TenantRowsProps<Row extends RaRecord> {
  title: string
  /** The resource whose words, pages and fields these rows have. */
  resource: string
  /** The indexed time column: newest first. */
  time?: string
  /** Only these columns. */
  columns?: readonly string[]
  /** The columns that the address may filter by. Its list is the only one of its page. */
  filters?: readonly string[]
  card: RowCard<Row>
  /** The columns on a wide screen. */
  children: ReactNode
  action?: ReactNode
  opens?: boolean
}

const unscrolled = { '& .RaDataTable-tableWrapper': { overflowX: 'visible' } }

const Table = ({ title, opens, children }: { title: string; opens: boolean; children: ReactNode }) => (
  // What scrolls sideways has to be reachable by keyboard.
  <Box role="group" aria-label={title} tabIndex={0} sx={{ overflowX: 'auto' }}>
    <DataTable bulkActionButtons={false} rowClick={opens ? 'show' : false} sx={unscrolled}>
      {children}
    </DataTable>
  </Box>
)

/** Rows of a tenant, newest first, twenty-five at a time. */
export const TenantRows = <Row extends RaRecord>(props: TenantRowsProps<Row>) => {
  const { title, resource, card, children, action, opens = false } = props
  const { id } = useTenant()
  const translate = useTranslate()
  const isNarrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'), { noSsr: true })
  const [address] = useAddress()
  const { filters = [] } = props
  const chosen = filters.flatMap((name) => (address[name] ? [[name, address[name]]] : []))
  const place = props.filters ? 'before' : `before_${resource}`
  const { query, next } = useNewestRows<Row>({
    resource,
    filter: { organization_id: id, ...Object.fromEntries(chosen) },
    place,
    ...(props.time ? { time: props.time } : {}),
    ...(props.columns ? { columns: props.columns } : {}),
  })
  const { data: rows = [], isPending, error, refetch } = query
  const list = useList<Row>({ data: rows, resource, isPending })
  if (error) {
    return (
      <Section title={title}>
        <LoadFailed onRetry={refetch} />
      </Section>
    )
  }
  return (
    <Section title={title} action={action} flush>
      {isPending && <Loading />}
      {!isPending && rows.length === 0 && (
        <EmptyState title={translate('lapel.list.nothing')}>{translate(`resources.${resource}.empty`)}</EmptyState>
      )}
      {rows.length > 0 && (
        <ResourceContextProvider value={resource}>
          <ListContextProvider value={list}>
            {isNarrow ? (
              <RowCards<Row> card={card} data={rows} total={rows.length} rowClick={opens ? 'show' : false} />
            ) : (
              <Table title={title} opens={opens}>
                {children}
              </Table>
            )}
          </ListContextProvider>
        </ResourceContextProvider>
      )}
      <Pages next={next} place={place} />
    </Section>
  )
}
