import LinearProgress from '@mui/material/LinearProgress'
import { RecordContextProvider, ReferenceField, useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import { Filters, ReferenceFilter, TextFilter } from '../../room/Filters.tsx'
import { useFigures } from '../../room/figures.ts'
import { Loaded } from '../../room/Loaded.tsx'
import { Pages } from '../../room/Pages.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { useAddress } from '../../room/useAddress.ts'
import { useAnswer } from '../../room/useAnswer.ts'
import { useNewestRows } from '../../room/useNewestRows.ts'
import type { FetchError, Source } from '../rows.ts'

const Tenant = ({ of }: { of: { organization_id: string | null } }) => (
  <RecordContextProvider value={of}>
    <ReferenceField source="organization_id" reference="organizations" link="show" emptyText="–" />
  </RecordContextProvider>
)

const FetchErrors = () => {
  const translate = useTranslate()
  const { number } = useFigures()
  const [{ organization_id: tenant, code }] = useAddress()
  const { query, next } = useNewestRows<FetchError>({
    resource: 'widget_fetch_errors',
    filter: { ...(tenant ? { organization_id: tenant } : {}), ...(code ? { code } : {}) },
    time: 'last_at',
    perPage: 50,
  })
  const words = (key: string) => translate(`lapel.operations.embeds.${key}`)
  const title = words('fetch_errors')
  const columns: Column<FetchError>[] = [
    { label: words('code'), cell: (error) => <Code>{error.code}</Code> },
    { label: words('detail'), cell: ({ detail }) => detail ?? '–' },
    { label: words('instance'), cell: ({ public_id }) => <Code>{public_id}</Code> },
    { label: words('tenant'), cell: (error) => <Tenant of={error} /> },
    { label: words('page'), cell: ({ page }) => page ?? '–' },
    { label: words('hits'), cell: ({ hits }) => number(hits), align: 'right' },
    { label: words('last'), cell: ({ last_at }) => <Time value={last_at} /> },
  ]
  return (
    <>
      <Filters place="embeds" names={['organization_id', 'code']}>
        <ReferenceFilter name="organization_id" label={words('tenant')} reference="organizations" />
        <TextFilter name="code" label={words('code')} />
      </Filters>
      <Section title={title} flush>
        <Loaded query={query} empty="lapel.operations.embeds.no_errors">
          {(errors) => <Rows label={title} rows={errors} keyOf={({ id }) => id} columns={columns} />}
        </Loaded>
        <Pages next={next} />
      </Section>
    </>
  )
}

const LimitedSources = () => {
  const translate = useTranslate()
  const { number } = useFigures()
  const query = useAnswer<Source[]>('limited_sources')
  const words = (key: string) => translate(`lapel.operations.embeds.${key}`)
  const title = words('limited')
  const columns: Column<Source>[] = [
    {
      label: words('source'),
      cell: ({ kind, name, source }) => (name ? `${words(kind)}: ${name}` : <Code>{`${words(kind)}: ${source}`}</Code>),
    },
    { label: words('tenant'), cell: (source) => <Tenant of={source} /> },
    {
      label: words('rate'),
      cell: ({ hits, quota }) => (
        <>
          {`${number(hits)} / ${number(quota)}`}
          <LinearProgress
            variant="determinate"
            aria-label={words('rate')}
            value={Math.min(100, Math.round((hits / quota) * 100))}
            color={hits >= quota ? 'error' : 'warning'}
            sx={{ borderRadius: 2, height: 4, mt: 0.5 }}
          />
        </>
      ),
    },
    { label: words('window'), cell: ({ window_start }) => <Time value={window_start} /> },
  ]
  return (
    <Section title={title} flush>
      <Loaded query={query} empty="lapel.operations.embeds.none_limited">
        {(sources) => (
          <Rows
            label={title}
            rows={sources}
            keyOf={({ kind, source, window_start }) => `${kind}${source}${window_start}`}
            columns={columns}
          />
        )}
      </Loaded>
    </Section>
  )
}

/** What goes wrong on tenants' pages, and who sends more than the rates allow. */
export const Embeds = () => (
  <>
    <LimitedSources />
    <FetchErrors />
  </>
)
