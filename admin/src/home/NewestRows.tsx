import Typography from '@mui/material/Typography'
import { type RaRecord, ResourceContextProvider, type SortPayload, useGetList, useTranslate } from 'react-admin'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { Section } from '../display/Section.tsx'
import { type RowCard, RowCards } from '../list/RowCards.tsx'
import { SeeAll } from './SeeAll.tsx'

interface NewestRowsProps<Row extends RaRecord> {
  title: string
  resource: string
  /** The resource's indexed time column. */
  newestBy: string
  /** Translation key of what an empty list says. */
  empty: string
  card: RowCard<Row>
}

/** The newest five rows of a resource, each leading to its page. */
export const NewestRows = <Row extends RaRecord>(props: NewestRowsProps<Row>) => {
  const { title, resource, newestBy, empty, card } = props
  const translate = useTranslate()
  const sort: SortPayload = { field: newestBy, order: 'DESC' }
  const { data, isPending, error, refetch } = useGetList<Row>(resource, { sort, pagination: { page: 1, perPage: 5 } })
  const nothing = (
    <Typography variant="body2" sx={{ color: 'text.secondary', px: 2, py: 3 }}>
      {translate(empty)}
    </Typography>
  )
  return (
    <Section title={translate(title)} action={<SeeAll resource={resource} />} flush>
      {error ? (
        <LoadFailed onRetry={refetch} />
      ) : (
        <ResourceContextProvider value={resource}>
          <RowCards<Row>
            card={card}
            data={data ?? []}
            isPending={isPending}
            total={data?.length ?? 0}
            rowClick="show"
            empty={nothing}
          />
        </ResourceContextProvider>
      )}
    </Section>
  )
}
