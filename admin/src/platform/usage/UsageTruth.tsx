import Button from '@mui/material/Button'
import { useState } from 'react'
import { useGetList, useTranslate } from 'react-admin'
import { DefinitionList } from '../../display/DefinitionList.tsx'
import { Section } from '../../display/Section.tsx'
import { Time } from '../../display/Time.tsx'
import type { AuditEntry } from '../../workspace/audit/row.ts'
import type { JobOfName, Refresh } from '../operations/rows.ts'
import { useFigures } from '../room/figures.ts'
import { useAnswer } from '../room/useAnswer.ts'
import { type CounterDifference, totalOf, type UsageDay } from './rows.ts'
import { asArguments, type UsageFilters } from './useUsageFilters.ts'

const newest = { page: 1, perPage: 1 }

/** The newest refresh of the daily figures, and the newest repair of counters. */
function useNewest(organizationId: string | null) {
  const refreshes = useGetList<Refresh>('materialized_view_refresh_log', {
    filter: { view_name: 'workspace_usage_daily' },
    sort: { field: 'started_at', order: 'DESC' },
    pagination: newest,
  })
  const repairs = useGetList<AuditEntry>('audit_logs', {
    filter: { entity: 'usage_counters', ...(organizationId ? { organization_id: organizationId } : {}) },
    sort: { field: 'created_at', order: 'DESC' },
    pagination: newest,
  })
  return { refresh: refreshes.data?.[0], repair: repairs.data?.[0], known: !refreshes.isPending && !repairs.isPending }
}

const Record = ({ filters }: { filters: UsageFilters }) => {
  const translate = useTranslate()
  const { number } = useFigures()
  const [asked, setAsked] = useState(false)
  const span = (Date.parse(filters.last) - Date.parse(filters.first)) / 86_400_000
  const narrow = Boolean(filters.organizationId ?? filters.workspaceId)
  const recorded = useAnswer<UsageDay[]>('recorded_usage_by_day', asked || narrow ? asArguments(filters) : null)
  const rolledUp = useAnswer<UsageDay[]>('usage_by_day', asArguments(filters))
  if (!narrow && span > 30) return translate('lapel.usage_room.record_too_long')
  if (!asked && !narrow)
    return (
      <Button size="small" variant="outlined" onClick={() => setAsked(true)}>
        {translate('lapel.usage_room.count_record')}
      </Button>
    )
  if (recorded.error) return translate('lapel.error.load')
  if (!recorded.data || !rolledUp.data) return '…'
  const [inRecord, inFigures] = [totalOf(recorded.data), totalOf(rolledUp.data)]
  return translate(inRecord === inFigures ? 'lapel.usage_room.record_equal' : 'lapel.usage_room.record_differs', {
    record: number(inRecord),
    figures: number(inFigures),
    difference: number(inRecord - inFigures),
  })
}

const Counters = ({ organizationId }: { organizationId: string }) => {
  const translate = useTranslate()
  const { number } = useFigures()
  const { data, error } = useAnswer<CounterDifference[]>('counter_differences', { organization_id: organizationId })
  if (error) return translate('lapel.error.load')
  if (!data) return '…'
  if (data.length === 0) return translate('lapel.usage_room.counters_hold')
  return data
    .map(({ limit_type, difference }) =>
      translate('lapel.usage_room.counter_off', {
        limit: translate(`resources.plan_limits.limit_type.${limit_type}`, { _: limit_type }),
        difference: number(difference),
      }),
    )
    .join('\n')
}

/** Whether the figures hold: rollup beside record, counters beside record, and when each was last brought in line. */
export const UsageTruth = ({ filters }: { filters: UsageFilters }) => {
  const translate = useTranslate()
  const { refresh, repair, known } = useNewest(filters.organizationId)
  const { data: jobs } = useAnswer<JobOfName[]>('job_overview')
  const reconciled = jobs?.find(({ task }) => task === 'reconcile_usage')?.last_run
  const never = known ? translate('lapel.usage_room.never') : '…'
  return (
    <Section title={translate('lapel.usage_room.truth')}>
      <DefinitionList
        items={[
          {
            term: translate('lapel.usage_room.figures_of'),
            value: refresh ? <Time value={refresh.started_at} /> : never,
          },
          {
            term: translate('lapel.usage_room.record'),
            value: <Record key={JSON.stringify(filters)} filters={filters} />,
          },
          {
            term: translate('lapel.usage_room.counters'),
            value: filters.organizationId ? (
              <Counters organizationId={filters.organizationId} />
            ) : (
              translate('lapel.usage_room.choose_tenant')
            ),
          },
          { term: translate('lapel.usage_room.reconciled'), value: reconciled ? <Time value={reconciled} /> : never },
          { term: translate('lapel.usage_room.repaired'), value: repair ? <Time value={repair.created_at} /> : never },
        ]}
      />
    </Section>
  )
}
