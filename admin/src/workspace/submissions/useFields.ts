import type { Field } from '@lapel/contract/fieldRules'
import { useGetList } from 'react-admin'
import type { WidgetRevision } from '../widgets/row.ts'
import type { Submission } from './row.ts'

/** The fields that the visitor saw: those of the submission's revision. Empty while it loads, and without one. */
export function useFields({ widget_id, revision }: Submission): readonly Field[] {
  const { data } = useGetList<WidgetRevision>('widget_revisions', {
    filter: { widget_id, number: revision },
    pagination: { page: 1, perPage: 1 },
    sort: { field: 'number', order: 'DESC' },
  })
  return data?.[0]?.config.fields ?? []
}
