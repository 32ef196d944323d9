import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import {
  type RaRecord,
  ResourceContextProvider,
  SimpleList,
  type SortPayload,
  useGetList,
  useTranslate,
} from 'react-admin'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { Section } from '../display/Section.tsx'
import { SeeAll } from './SeeAll.tsx'

interface NewestRowsProps<Row extends RaRecord> {
  title: string
  resource: string
  /** The resource's indexed time column. */
  newestBy: string
  /** Translation key of what an empty list says. */
  empty: string
  primary: (row: Row) => ReactNode
  secondary: (row: Row) => ReactNode
  tertiary: (row: Row) => ReactNode
}

/** The newest five rows of a resource, each leading to its page. */
export const NewestRows = <Row extends RaRecord>(props: NewestRowsProps<Row>) => {
  const { title, resource, newestBy, empty, primary, secondary, tertiary } = props
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
          <SimpleList<Row>
            data={data ?? []}
            isPending={isPending}
            total={data?.length ?? 0}
            rowClick="show"
            empty={nothing}
            primaryText={primary}
            secondaryText={secondary}
            tertiaryText={tertiary}
          />
        </ResourceContextProvider>
      )}
    </Section>
  )
}
