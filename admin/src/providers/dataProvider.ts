import type { SupabaseClient } from '@supabase/supabase-js'
import { supabaseDataProvider } from 'ra-supabase'
import type { DataProvider, GetListParams, GetListResult, RaRecord } from 'react-admin'
import type { DataApi } from '../config.ts'
import type { PlanLimit } from '../platform/planLimits/row.ts'
import type { AuditEntry } from '../workspace/audit/row.ts'
import type { Submission } from '../workspace/submissions/row.ts'
import type { Access, Permissions } from './access.ts'
import { createDatabase } from './database.ts'
import type { Found, MinuteCount, StaffFigures } from './figures.ts'
import { createIdentitySecrets } from './identitySecrets.ts'
import { toPostgrest } from './listQuery.ts'
import { createStaffActs } from './staffActs.ts'

/** Tables whose primary key is not `id`; react-admin's `id` of their rows is the key, or a JSON array of its parts. */
const primaryKeys = new Map([
  ['plan_summaries', ['plan_id']],
  ['plan_limits', ['plan_id', 'limit_type']],
  ['plan_features', ['plan_id', 'feature_key']],
  ['profiles', ['user_id']],
  ['platform_alerts', ['key']],
  ['organization_usage', ['organization_id', 'limit_type']],
  ['feature_flags', ['key']],
  ['platform_admins', ['user_id']],
  ['platform_settings', ['key']],
])

/** Resources that are read from a view with what their pages show beside the table's columns. */
const views: Readonly<Record<string, string>> = {
  organizations: 'organization_summaries',
  plans: 'plan_summaries',
  audit_logs: 'audit_entries',
}

const viewOf = (resource: string) => views[resource] ?? resource

/** Tables that grow without end: their rows are never counted, pages only know whether another follows. */
const uncounted = new Set([
  'widget_submissions',
  'partial_submissions',
  'widget_events',
  'usage_events',
  'audit_logs',
  'widget_fetch_errors',
  'materialized_view_refresh_log',
  'performance_baseline_audit',
])

export interface SetPlanLimit extends Omit<PlanLimit, 'id' | 'updated_at'> {
  /** Why; kept in the audit log. At least three characters. */
  reason: string
}

export interface JudgeSubmission {
  submission_id: string
  /** The submission's `ts`, as it was read. */
  received_at: string
  /** Why; kept in the audit log. Staff must give one. */
  reason: string | null
}

export interface ChainVerdict {
  entries: number
  valid: boolean
  /** Position of the first entry that does not hold, or null. */
  first_broken: number | null
}

export interface DayCount {
  /** ISO date, UTC. */
  day: string
  submissions: number
}

/** Reads one row more than the page holds, which says whether another page follows without counting. */
async function getUncountedPage<Row extends RaRecord>(base: DataProvider, resource: string, params: GetListParams) {
  const perPage = params.pagination?.perPage ?? 25
  const { data } = await base.getList<Row>(resource, {
    ...params,
    filter: { ...params.filter, 'limit@': String(perPage + 1) },
    meta: { ...params.meta, headers: { Prefer: 'count=none' } },
  })
  const hasNextPage = data.length > perPage
  const hasPreviousPage = (params.pagination?.page ?? 1) > 1
  return { data: data.slice(0, perPage), pageInfo: { hasNextPage, hasPreviousPage } } satisfies GetListResult<Row>
}

/** react-admin's data provider over Supabase, with Lapel's verbs beside the standard ones. */
export function createDataProvider(config: DataApi, supabaseClient: SupabaseClient) {
  const { supabaseUrl, publishableKey } = config
  const database = createDatabase(config, supabaseClient)
  const { call, callForRow, http: httpClient } = database
  const options = { instanceUrl: supabaseUrl, apiKey: publishableKey, supabaseClient, httpClient, primaryKeys }
  const base: DataProvider = supabaseDataProvider(options)

  return {
    ...base,
    ...createStaffActs(database),
    ...createIdentitySecrets(database),

    getList: <Row extends RaRecord>(resource: string, params: GetListParams): Promise<GetListResult<Row>> => {
      const translated = { ...params, filter: toPostgrest(resource, params.filter ?? {}) }
      return uncounted.has(resource) || params.meta?.uncounted
        ? getUncountedPage<Row>(base, viewOf(resource), translated)
        : base.getList<Row>(viewOf(resource), translated)
    },
    getOne: (resource, params) => base.getOne(viewOf(resource), params),
    getMany: (resource, params) => base.getMany(viewOf(resource), params),

    /** Calls a function of the database that a room of staff is built on. Fails with a code of the contract. */
    call,

    /** What the signed-in user may enter. */
    myAccess: () => call<Access>('my_access', {}),

    /** What the signed-in user may do, by workspace. */
    myPermissions: () => call<Permissions>('my_permissions', {}),

    /** Staff admin: sets one limit of a plan. Fails with FORBIDDEN, REASON_REQUIRED, NOT_FOUND or VALIDATION_FAILED. */
    setPlanLimit: (change: SetPlanLimit) => callForRow<PlanLimit>('set_plan_limit', change),

    /** Takes a submission out of quarantine. Fails with PLAN_LIMIT_REACHED, FORBIDDEN, REASON_REQUIRED or CONFLICT. */
    restoreSubmission: (which: JudgeSubmission) => callForRow<Submission>('restore_submission', which),

    /** Marks a submission as spam. Fails with FORBIDDEN, REASON_REQUIRED or CONFLICT. */
    quarantineSubmission: (which: JudgeSubmission) => callForRow<Submission>('quarantine_submission', which),

    /** Where a member fetches a visitor's file, for five minutes: the server of this page keeps it. Fails with NOT_FOUND. */
    openDownload: (upload_id: string) => callForRow<string>('open_download', { upload_id }),

    /** Recomputes an audit chain; null is the platform's own. */
    verifyAuditChain: (organizationId: string | null) =>
      callForRow<ChainVerdict>('verify_audit_chain', { organization_id: organizationId }),

    /** The newest audit entry of one thing, or undefined when the caller may not see one. */
    latestAuditEntry: async (entity: string, entityId: string): Promise<AuditEntry | undefined> => {
      const { data } = await base.getList<AuditEntry>(viewOf('audit_logs'), {
        pagination: { page: 1, perPage: 1 },
        sort: { field: 'created_at', order: 'DESC' },
        filter: { entity, entity_id: entityId },
        meta: { headers: { Prefer: 'count=none' } },
      })
      return data[0]
    },

    /** Staff: what the home page of the platform shows, of the last refresh and of now. */
    staffHome: () => call<StaffFigures>('staff_home', {}),

    /** Staff: submissions of every tenant in each of the last sixty minutes, oldest first. */
    submissionsPerMinute: () => call<MinuteCount[]>('submissions_per_minute', {}),

    /** Staff: tenants by a part of a name, domain or address, or anything by its whole id. At most so many of a kind. */
    searchPlatform: (term: string, most?: number) => call<Found[]>('search_platform', { term, most }),

    /** Submissions per day, oldest first, days without any included. */
    submissionsPerDay: (days: number) => call<DayCount[]>('submissions_per_day', { days }),
  } satisfies DataProvider
}

export type ConsoleDataProvider = ReturnType<typeof createDataProvider>
