/**
 * Turns the console's filters into PostgREST's.
 * Three filters have a meaning of their own: `q` searches the resource's text columns, `since` and `until` bound its
 * time column (dates in the viewer's time zone, `until` included).
 */
interface Searchable {
  /** Columns that `q` looks into. */
  text: readonly string[]
  /** The indexed time column that `since` and `until` bound. */
  time: string
  /** uuid columns that `q` matches whole. */
  ids?: readonly string[]
}

const searchable: Readonly<Record<string, Searchable>> = {
  organizations: { text: ['name', 'slug'], ids: ['id'], time: 'created_at' },
  workspaces: { text: ['name', 'slug'], ids: ['id'], time: 'created_at' },
  members: { text: ['name', 'email'], ids: ['user_id'], time: 'created_at' },
  profiles: { text: ['name', 'email'], ids: ['user_id'], time: 'created_at' },
  plans: { text: ['plan_id', 'name'], time: 'created_at' },
  widgets: { text: ['name', 'public_key'], ids: ['id'], time: 'created_at' },
  widget_instances: { text: ['name', 'public_id'], ids: ['id'], time: 'created_at' },
  widget_submissions: { text: ['payload->>email'], ids: ['id', 'client_submission_id'], time: 'ts' },
  partial_submissions: { text: ['payload->>email'], ids: ['id', 'client_submission_id'], time: 'ts' },
  usage_events: { text: ['event_type'], ids: ['id'], time: 'created_at' },
  platform_alerts: { text: ['key'], time: 'last_at' },
  audit_logs: { text: ['entity_id', 'reason'], ids: ['id', 'actor_id'], time: 'created_at' },
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What people type as a pattern: characters with a meaning in PostgREST's grammar become "any one character". */
export const pattern = (typed: string) => `*${typed.replaceAll(/[,()"\\*%]/g, '_')}*`

function searchTerms({ text, ids = [] }: Searchable, q: string): string {
  if (uuid.test(q) && ids.length > 0) return ids.map((column) => `${column}.eq.${q}`).join(',')
  return text.map((column) => `${column}.ilike.${pattern(q)}`).join(',')
}

const startOfDay = (date: string, plusDays = 0) => {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
  return new Date(year, month - 1, day + plusDays).toISOString()
}

/** The filter as ra-data-postgrest sends it; keys ending in `@` are passed on as they are. */
export function toPostgrest(resource: string, filter: Record<string, unknown>): Record<string, unknown> {
  const { q, since, until, ...rest } = filter
  const search = searchable[resource]
  if (!search) return rest
  const bounds = [
    ...(typeof since === 'string' && since ? [`${search.time}.gte.${startOfDay(since)}`] : []),
    ...(typeof until === 'string' && until ? [`${search.time}.lt.${startOfDay(until, 1)}`] : []),
  ]
  return {
    ...rest,
    ...(typeof q === 'string' && q.trim() ? { 'or@': `(${searchTerms(search, q.trim())})` } : {}),
    ...(bounds.length > 0 ? { 'and@': `(${bounds.join(',')})` } : {}),
  }
}
