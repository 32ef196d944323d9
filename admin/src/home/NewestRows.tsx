import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import Typography from '@mui/material/Typography'
import {
  type RaRecord,
  RecordContextProvider,
  ResourceContextProvider,
  useCreatePath,
  useGetList,
  useTranslate,
} from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { Section } from '../display/Section.tsx'
import type { RowCard } from '../list/rowCard.ts'
import { askedEarlyMs, type ListRequest } from '../providers/listRequest.ts'
import { SeeAll } from './SeeAll.tsx'

interface NewestRowsProps<Row extends RaRecord> {
  title: string
  newest: ListRequest
  /** Translation key of what an empty list says. */
  empty: string
  card: RowCard<Row>
}

const rowHeight = 57

const RowLink = <Row extends RaRecord>({ row, to, card }: { row: Row; to: string; card: RowCard<Row> }) => (
  <Box component="li" sx={{ '&:not(:last-of-type)': { borderBottom: 1, borderColor: 'divider' } }}>
    <ButtonBase
      component={RouterLink}
      to={to}
      sx={{
        color: 'inherit',
        display: 'flex',
        fontFamily: 'inherit',
        gap: 1.5,
        justifyContent: 'space-between',
        minHeight: rowHeight - 1,
        px: 2,
        py: 1,
        textAlign: 'left',
        width: '100%',
        '&:hover': { bgcolor: 'action.hover' },
      }}
    >
      <RecordContextProvider value={row}>
        <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Box sx={{ fontSize: '0.875rem' }}>{card.primary(row)}</Box>
          <Box sx={{ color: 'text.secondary', fontSize: '0.8125rem' }}>{card.secondary?.(row)}</Box>
        </Box>
        <Box sx={{ color: 'text.secondary', flexShrink: 0, fontSize: '0.8125rem' }}>{card.tertiary?.(row)}</Box>
      </RecordContextProvider>
    </ButtonBase>
  </Box>
)

/** The newest five rows of a resource, each leading to its page. */
export const NewestRows = <Row extends RaRecord>(props: NewestRowsProps<Row>) => {
  const { title, newest, empty, card } = props
  const { resource } = newest
  const translate = useTranslate()
  const createPath = useCreatePath()
  const { data, error, refetch } = useGetList<Row>(resource, newest.params, { staleTime: askedEarlyMs })
  return (
    <Section title={translate(title)} action={<SeeAll resource={resource} />} flush>
      {error && <LoadFailed onRetry={refetch} />}
      {data?.length === 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary', px: 2, py: 3 }}>
          {translate(empty)}
        </Typography>
      )}
      <ResourceContextProvider value={resource}>
        <Box component="ul" sx={{ listStyle: 'none', m: 0, minHeight: data || error ? 0 : 5 * rowHeight, p: 0 }}>
          {data?.map((row) => (
            <RowLink<Row> key={row.id} row={row} to={createPath({ resource, type: 'show', id: row.id })} card={card} />
          ))}
        </Box>
      </ResourceContextProvider>
    </Section>
  )
}
