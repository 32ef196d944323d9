import { type RaRecord, useGetList, useLocale, useTranslate } from 'react-admin'
import { momentOf } from '../../display/Time.tsx'
import type { Submission } from '../submissions/row.ts'
import { type Fact, type FetchError, judgePublished, judgeScheme, judgeSite } from './checklist.ts'
import type { Instance } from './row.ts'

interface Viewed extends RaRecord {
  ts: string
}

const last = { pagination: { page: 1, perPage: 1 }, sort: { field: 'ts', order: 'DESC' as const } }

/** What the platform knows about an installation right now. */
export function useFacts(instance: Instance, page: URL | undefined) {
  const translate = useTranslate()
  const locale = useLocale()
  const { id, public_id, status, expires_at } = instance
  const views = useGetList<Viewed>('widget_events', { ...last, filter: { widget_instance_id: id, type: 'view' } })
  const submissions = useGetList<Submission>('widget_submissions', { ...last, filter: { widget_instance_id: id } })
  const errors = useGetList<FetchError>('widget_fetch_errors', {
    pagination: { page: 1, perPage: 50 },
    sort: { field: 'last_at', order: 'DESC' },
    filter: { public_id },
  })
  const all = [views, submissions, errors]
  const tell = (when: string) => momentOf(when).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const since = (row: { ts: string } | undefined, known: string, unknown: string): Fact =>
    row ? { verdict: 'good', words: known, values: { when: tell(row.ts) } } : { verdict: 'open', words: unknown }
  const facts: Fact[] = [
    judgePublished(status, expires_at ? momentOf(expires_at) : null, Date.now()),
    judgeSite(instance, page),
    ...judgeScheme(page, window.location.origin),
    since(views.data?.[0], 'viewed', 'never_viewed'),
    since(submissions.data?.[0], 'submitted', 'never_submitted'),
  ]
  /** In words what a code means. */
  const explain = (code: string) =>
    translate(`lapel.check.code.${code}`, { _: translate('lapel.check.code.other', { code }) })
  return {
    facts,
    errors: errors.data ?? [],
    explain,
    tell,
    isPending: all.some(({ isPending }) => isPending),
    isFailed: all.some(({ error }) => error),
    retry: () => all.map(({ refetch }) => refetch()),
  }
}
