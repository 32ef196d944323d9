import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import { useFigures } from '../../room/figures.ts'
import { Loaded } from '../../room/Loaded.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { useAnswer } from '../../room/useAnswer.ts'
import type { JobOfName } from '../rows.ts'

/** Every job by name, the failed first. */
export const JobSchedule = () => {
  const translate = useTranslate()
  const { number } = useFigures()
  const query = useAnswer<JobOfName[]>('job_overview')
  const words = (key: string) => translate(`lapel.operations.jobs.${key}`)
  const title = words('by_name')
  const columns: Column<JobOfName>[] = [
    {
      label: words('job'),
      cell: ({ task }) => (
        <Link component={RouterLink} to={`/operations?view=jobs&task=${encodeURIComponent(task)}`} color="inherit">
          <Code>{task}</Code>
        </Link>
      ),
    },
    { label: words('last_run'), cell: ({ last_run }) => (last_run ? <Time value={last_run} /> : '–') },
    { label: words('waiting'), cell: ({ waiting }) => number(waiting), align: 'right' },
    { label: words('running'), cell: ({ running }) => number(running), align: 'right' },
    {
      label: words('failed'),
      cell: ({ failed }) => (
        <Box component="span" sx={failed > 0 ? { color: 'error.main', fontWeight: 600 } : {}}>
          {number(failed)}
        </Box>
      ),
      align: 'right',
    },
    { label: words('late_since'), cell: ({ late_since }) => (late_since ? <Time value={late_since} /> : '–') },
  ]
  return (
    <Section title={title} flush>
      <Loaded query={query} empty="lapel.operations.jobs.no_queue">
        {(jobs) => <Rows label={title} rows={jobs} keyOf={({ task }) => task} columns={columns} />}
      </Loaded>
    </Section>
  )
}
