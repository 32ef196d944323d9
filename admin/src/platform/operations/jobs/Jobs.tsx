import Box from '@mui/material/Box'
import Chip, { type ChipProps } from '@mui/material/Chip'
import { useState } from 'react'
import { useDataProvider, useTranslate } from 'react-admin'
import { Code } from '../../../display/CodeField.tsx'
import { Section } from '../../../display/Section.tsx'
import { Time } from '../../../display/Time.tsx'
import type { ConsoleDataProvider } from '../../../providers/dataProvider.ts'
import { useDone } from '../../../undo/useDone.tsx'
import { ActDialog } from '../../room/ActDialog.tsx'
import { ChoiceFilter, Filters } from '../../room/Filters.tsx'
import { Loaded } from '../../room/Loaded.tsx'
import { Pages } from '../../room/Pages.tsx'
import { type Column, Rows } from '../../room/Rows.tsx'
import { StaffButton } from '../../room/StaffButton.tsx'
import { useAddress } from '../../room/useAddress.ts'
import { useAnswer } from '../../room/useAnswer.ts'
import type { Job, JobState } from '../rows.ts'
import { JobSchedule } from './JobSchedule.tsx'

const states: readonly JobState[] = ['failed', 'retrying', 'running', 'waiting']
const colours: Readonly<Record<JobState, ChipProps['color']>> = {
  failed: 'error',
  retrying: 'warning',
  running: 'info',
  waiting: 'default',
}
/** The database answers one row more than this when another page follows. */
const perPage = 50

const RetryDialog = ({ jobs, onClose }: { jobs: readonly Job[]; onClose: () => void }) => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const done = useDone()
  const retry = async (reason: string) => {
    await dataProvider.call('retry_jobs', { job_ids: jobs.map(({ id }) => id), reason })
    onClose()
    done(translate('lapel.act.retry_jobs.done'))
  }
  return (
    <ActDialog words="retry_jobs" onConfirm={retry} onClose={onClose}>
      <Box component="ul" sx={{ fontSize: '0.8125rem', mt: 0 }}>
        {jobs.map(({ id, task }) => (
          <li key={id}>
            <Code>{`${task} #${id}`}</Code>
          </li>
        ))}
      </Box>
    </ActDialog>
  )
}

function useJobColumns(onRetry: (job: Job) => void): Column<Job>[] {
  const translate = useTranslate()
  const words = (key: string) => translate(`lapel.operations.jobs.${key}`)
  return [
    { label: words('job'), cell: ({ task, id }) => <Code>{`${task} #${id}`}</Code> },
    {
      label: words('state'),
      cell: ({ state }) => <Chip label={words(state)} color={colours[state] ?? 'default'} variant="outlined" />,
    },
    { label: words('attempts'), cell: ({ attempts, max_attempts }) => `${attempts} / ${max_attempts}`, align: 'right' },
    { label: words('due'), cell: ({ run_at }) => <Time value={run_at} /> },
    { label: words('error'), cell: ({ last_error }) => (last_error ? <Code>{last_error}</Code> : '–') },
    {
      label: words('act'),
      cell: (job) =>
        job.state === 'failed' && (
          <StaffButton
            atLeast="admin"
            onClick={() => onRetry(job)}
            aria-label={translate('lapel.operations.jobs.retry_named', { job: `${job.task} #${job.id}` })}
          >
            {translate('lapel.act.retry_jobs.confirm')}
          </StaffButton>
        ),
    },
  ]
}

/** The queue: what is scheduled, what waits and what has failed, and another chance for that. */
export const Jobs = () => {
  const translate = useTranslate()
  const [{ state = '', task = '', before }] = useAddress()
  const [chosen, setChosen] = useState<readonly Job[]>([])
  const query = useAnswer<Job[]>('list_jobs', {
    only_state: state || null,
    only_task: task || null,
    before: before ? Number(before) : null,
  })
  const columns = useJobColumns((job) => setChosen([job]))
  const failed = (query.data ?? []).slice(0, perPage).filter((job) => job.state === 'failed')
  const title = translate('lapel.operations.jobs.queue')
  const next = query.data && query.data.length > perPage ? String(query.data[perPage - 1]?.id) : undefined
  return (
    <>
      <Filters place="jobs" names={['state', 'task']}>
        <ChoiceFilter
          name="state"
          label={translate('lapel.operations.jobs.state')}
          choices={states.map((id) => ({ id, name: translate(`lapel.operations.jobs.${id}`) }))}
        />
      </Filters>
      <Section
        title={title}
        flush
        action={
          failed.length > 1 && (
            <StaffButton atLeast="admin" onClick={() => setChosen(failed)}>
              {translate('lapel.operations.jobs.retry_all', { smart_count: failed.length })}
            </StaffButton>
          )
        }
      >
        <Loaded query={query} empty="lapel.operations.jobs.none">
          {(jobs) => (
            <Rows label={title} rows={jobs.slice(0, perPage)} keyOf={({ id }) => String(id)} columns={columns} />
          )}
        </Loaded>
        <Pages next={next} />
      </Section>
      <JobSchedule />
      {chosen.length > 0 && <RetryDialog jobs={chosen} onClose={() => setChosen([])} />}
    </>
  )
}
