/** Whose rows a request is about: SQL conditions, `true` where the request says nothing and policies alone decide. */
export interface Scope {
  /** On growing tables whose rows name a workspace. */
  rows: string
  /** On the audit log. */
  entries: string
  /** On the other tables that name a workspace. */
  workspaces: string
  /** On what names an organization only. */
  organizations: string
  /** On organizations themselves. */
  organization: string
  /** On people's profiles. */
  profiles: string
}

/** A query that the console sends, through the Data API, for one of its pages. */
export interface Request {
  page: string
  sql(scope: Scope): string
  /** The same without the function or policies that decide whose rows it is about. */
  byHand?(scope: Scope): string
  /** Only its own period's partitions may be read. */
  days?: number
  /**
   * Walks through all that a tenant has when nothing matches: measured, without a target. An index for `ilike` would not
   * help: behind a policy Postgres asks an index only with leakproof operators, and that one is none.
   */
  walks?: boolean
}

const newest = (table: string, time: string, where: string, limit = 26, offset = 0) =>
  `select * from public.${table} where ${where} order by ${time} desc limit ${limit} offset ${offset}`
const submissions = (where: string, limit?: number, offset?: number) =>
  newest('widget_submissions', 'ts', where, limit, offset)
const usage = (where: string, limit?: number, offset?: number) =>
  newest('usage_events', 'created_at', where, limit, offset)
const audit = (where: string) => newest('audit_entries', 'created_at', where)
const lastWeek = (time: string) => `${time} >= now() - interval '7 days' and ${time} < now() - interval '1 day'`

const growing: Request[] = [
  { page: 'submissions', sql: ({ rows }) => submissions(rows) },
  { page: 'submissions, page 40', sql: ({ rows }) => submissions(rows, 26, 975) },
  { page: 'submissions of a week', days: 7, sql: ({ rows }) => submissions(`${rows} and ${lastWeek('ts')}`) },
  { page: 'submissions marked spam', sql: ({ rows }) => submissions(`${rows} and status = 'spam'`) },
  { page: 'newest submissions', sql: ({ rows }) => submissions(rows, 5) },
  { page: 'usage', sql: ({ rows }) => usage(rows) },
  { page: 'usage, page 40', sql: ({ rows }) => usage(rows, 26, 975) },
  { page: 'usage of one kind', sql: ({ rows }) => usage(`${rows} and event_type = 'submission'`) },
  { page: 'usage of a week', days: 7, sql: ({ rows }) => usage(`${rows} and ${lastWeek('created_at')}`) },
  { page: 'audit', sql: ({ entries }) => audit(entries) },
  { page: 'audit of one table', sql: ({ entries }) => audit(`${entries} and entity = 'widgets'`) },
  { page: 'audit of a week', days: 7, sql: ({ entries }) => audit(`${entries} and ${lastWeek('created_at')}`) },
  {
    page: 'submissions per day',
    sql: () => 'select * from public.submissions_per_day(30)',
    byHand: ({ rows }) => `select (ts at time zone 'UTC')::date, count(*) from public.widget_submissions
      where ${rows} and ts >= current_date - 29 and status in ('accepted', 'partial') group by 1`,
  },
  {
    page: 'export, last batch of submissions',
    walks: true,
    sql: ({ rows }) => submissions(rows, 1001, 9000),
  },
  { page: 'export, last batch of usage', walks: true, sql: ({ rows }) => usage(rows, 1001, 9000) },
  {
    page: 'search that finds no submission',
    walks: true,
    sql: ({ rows }) => submissions(`${rows} and payload ->> 'email' ilike '%nobody%'`),
  },
  {
    page: 'search that finds no audit entry',
    walks: true,
    sql: ({ entries }) => audit(`${entries} and reason ilike '%nothing%'`),
  },
]

/** A list of 25 and the count beside it, as react-admin asks for them. */
const counted = (page: string, table: string, time: string, where: (scope: Scope) => string): Request[] => [
  { page, sql: (scope) => newest(table, time, where(scope), 25) },
  { page: `${page}, counted`, sql: (scope) => `select count(*) from public.${table} where ${where(scope)}` },
]

/** Every list and count of the console: what a member's and a staff member's pages ask for. */
export const requests: Request[] = [
  ...growing,
  ...counted('widgets', 'widgets', 'created_at', ({ workspaces }) => workspaces),
  ...counted(
    'search among widgets',
    'widgets',
    'created_at',
    ({ workspaces }) => `${workspaces} and name ilike '%act 2%'`,
  ),
  ...counted('instances', 'widget_instances', 'created_at', ({ workspaces }) => workspaces),
  ...counted(
    'published instances',
    'widget_instances',
    'created_at',
    ({ workspaces }) => `${workspaces} and status = 'published'`,
  ),
  ...counted('workspaces', 'workspaces', 'created_at', ({ organizations }) => organizations),
  ...counted('members', 'members', 'created_at', ({ organizations }) => organizations),
  ...counted(
    'search among members',
    'members',
    'created_at',
    ({ organizations }) => `${organizations} and (name ilike '%m1%' or email ilike '%m1%')`,
  ),
  ...counted('organizations', 'organization_summaries', 'created_at', ({ organization }) => organization),
  {
    page: 'organizations by use',
    sql: ({ organization }) => newest('organization_summaries', 'submissions_month', organization, 25),
  },
  { page: 'plans', sql: () => 'select * from public.plan_summaries order by sort limit 50' },
  { page: 'profiles', sql: ({ profiles }) => `select * from public.profiles where ${profiles} limit 100` },
]

/** Pages about one organization: a member's first page, a staff member's page of a tenant. */
export const requestsAbout = (organizationId: string): Request[] => [
  {
    page: 'usage meters',
    sql: () =>
      `select * from public.organization_usage where organization_id = '${organizationId}' order by limit_type limit 50`,
  },
  ...counted('its workspaces', 'workspaces', 'created_at', () => `organization_id = '${organizationId}'`),
  ...counted('its members', 'members', 'created_at', () => `organization_id = '${organizationId}'`),
]
