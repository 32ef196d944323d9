import type { SupabaseClient } from '@supabase/supabase-js'

const cell = ({ workspace_id, at }: { workspace_id: string; at: string }) => `${workspace_id} ${at}`

/**
 * How many of these submissions are counted as used. What a workspace stores at one moment is one usage event, so that
 * others of that moment belong to its quantity; it is 0 where the quantity is not theirs together.
 */
export async function countUsed(client: SupabaseClient, submissionIds: string[]): Promise<number> {
  const { data: mine } = await client
    .from('widget_submissions')
    .select('workspace_id, at:ts')
    .in('id', submissionIds)
    .throwOnError()
  const moments = [...new Set(mine.map(({ at }) => at as string))]
  const { data: stored } = await client
    .from('widget_submissions')
    .select('workspace_id, at:ts')
    .neq('status', 'spam')
    .in('ts', moments)
    .throwOnError()
  const { data: used } = await client
    .from('usage_events')
    .select('workspace_id, at:created_at, quantity')
    .eq('event_type', 'submission')
    .in('created_at', moments)
    .throwOnError()
  const quantities = new Map(used.map((event) => [cell(event), event.quantity as number]))
  const counted = (at: string) => stored.filter((row) => cell(row) === at).length === quantities.get(at)
  return mine.filter((row) => counted(cell(row))).length
}
