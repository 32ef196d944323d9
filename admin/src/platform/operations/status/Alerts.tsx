import Chip from '@mui/material/Chip'
import { useGetList, useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import { useFigures } from '../../room/figures.ts'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import type { PlatformAlert } from '../rows.ts'

/** What staff must look at, and what they had to. */
export const Alerts = () => {
  const translate = useTranslate()
  const { number } = useFigures()
  const query = useGetList<PlatformAlert>('platform_alerts', {
    sort: { field: 'last_at', order: 'DESC' },
    pagination: { page: 1, perPage: 50 },
  })
  const words = (key: string) => translate(`lapel.operations.status.${key}`)
  const title = words('alerts')
  const columns: Column<PlatformAlert>[] = [
    { label: words('what'), cell: ({ key }) => <Code>{key}</Code> },
    {
      label: words('state'),
      cell: ({ resolved_at }) =>
        resolved_at ? (
          <Chip label={words('resolved')} variant="outlined" />
        ) : (
          <Chip label={words('open')} color="error" variant="outlined" />
        ),
    },
    { label: words('times'), cell: ({ times }) => number(times), align: 'right' },
    { label: words('first'), cell: ({ first_at }) => <Time value={first_at} /> },
    { label: words('last'), cell: ({ last_at }) => <Time value={last_at} /> },
    { label: words('detail'), cell: ({ detail }) => <Code>{JSON.stringify(detail)}</Code> },
  ]
  return (
    <Section title={title} flush>
      <Loaded query={query} empty="lapel.operations.status.no_alert">
        {(alerts) => <Rows label={title} rows={alerts} keyOf={({ key }) => key} columns={columns} />}
      </Loaded>
    </Section>
  )
}
