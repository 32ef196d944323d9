import type { PlanFeature } from '../platform/planFeatures/row.ts'
import type { PlanLimit } from '../platform/planLimits/row.ts'
import type { PlanChange } from '../platform/plans/matrix/cells.ts'
import type { Plan } from '../platform/plans/row.ts'
import type {
  Allocation,
  Flag,
  LimitHit,
  LimitUse,
  Note,
  Override,
  PlanExcess,
  WorkspaceUse,
} from '../platform/tenant/row.ts'
import type { Database } from './database.ts'

export interface OverrideChange {
  organization_id: string
  /** Left out for the whole organization. */
  workspace_id?: string | null
  limit_type: string
  limit_value: number
  enforcement: 'soft' | 'hard'
  grace_amount: number
  /** Null: until it is taken back. */
  expires_at: string | null
  reason: string
}

/** The plan that a tenant had. */
export interface ReplacedPlan {
  plan_id: string
  status: string
  canceled_at: string | null
}

export interface PrivacyRequestChange {
  organization_id: string
  kind: 'export' | 'erase'
  subject_type: 'visitor' | 'site_user' | 'user' | 'organization'
  subject: string | null
  reason: string
}

/** The Data API answers at most this many rows at once. */
const batch = 1000

/** What staff do to tenants. Each fails with FORBIDDEN, REASON_REQUIRED, NOT_FOUND, CONFLICT or VALIDATION_FAILED. */
export function createStaffActs({ call, callForRow, read }: Database) {
  const ofTenant = <Row>(table: string, organizationId: string, conditions: Record<string, string> = {}) =>
    read<Row>(table, { organization_id: `eq.${organizationId}`, ...conditions })

  /** The counters of now and of this month (UTC), all of them. */
  async function workspaceUse(organizationId: string): Promise<WorkspaceUse[]> {
    const month = `${new Date().toISOString().slice(0, 7)}-01`
    const uses: WorkspaceUse[] = []
    for (;;) {
      const page = await ofTenant<WorkspaceUse>('usage_counters', organizationId, {
        period: `in.(0001-01-01,${month})`,
        order: 'scope_id.asc,limit_type.asc',
        offset: String(uses.length),
        limit: String(batch),
      })
      uses.push(...page)
      if (page.length < batch) return uses
    }
  }

  return {
    workspaceUse,

    allocations: (organizationId: string) => ofTenant<Allocation>('workspace_allocations', organizationId),

    limitUse: (organizationId: string) =>
      ofTenant<LimitUse>('organization_usage', organizationId, { order: 'limit_type.asc' }),

    /** The latest twenty. */
    limitHits: (organizationId: string) =>
      ofTenant<LimitHit>('limit_hits', organizationId, { order: 'last_at.desc', limit: '20' }),

    overrides: (organizationId: string) =>
      ofTenant<Override>('limit_overrides', organizationId, { order: 'created_at.desc' }),

    flags: () => read<Flag>('feature_flags', { order: 'key.asc' }),

    /** Says how many changed. */
    setOrganizationStatus: (organization_ids: string[], status: 'active' | 'suspended', reason: string) =>
      call<number>('set_organization_status', { organization_ids, status, reason }),

    previewPlanChange: (organization_id: string, plan_id: string) =>
      call<PlanExcess[]>('preview_plan_change', { organization_id, plan_id }),

    /** Says what it replaced. */
    changePlan: (organization_id: string, plan_id: string, reason: string) =>
      call<ReplacedPlan>('change_plan', { organization_id, plan_id, reason }),

    /** Gives back what a change replaced. CONFLICT when the tenant no longer has the plan that the change gave it. */
    takeBackPlan: (organization_id: string, replaced: ReplacedPlan, instead_of: string, reason: string) =>
      call<unknown>('change_plan', { ...replaced, organization_id, instead_of, reason }),

    setOverride: (change: OverrideChange) => callForRow<Override>('set_limit_override', change),

    removeOverride: (override_id: string, reason: string) =>
      call<unknown>('remove_limit_override', { override_id, reason }),

    extendTrial: (organization_id: string, until: string, reason: string) =>
      call<unknown>('extend_trial', { organization_id, until, reason }),

    organizationFlags: (organization_id: string) => call<Record<string, boolean>>('my_flags', { organization_id }),

    /** Null: the flag follows plan, share and default again. */
    setOrganizationFlag: (key: string, organization_id: string, enabled: boolean | null, reason: string) =>
      call<boolean>('set_organization_flag', { key, organization_id, enabled, reason }),

    startImpersonation: (organization_id: string, reason: string, read_only: boolean) =>
      call<unknown>('start_impersonation', { organization_id, reason, read_only }),

    endImpersonation: () => call<unknown>('end_impersonation', {}),

    requestPrivacy: (change: PrivacyRequestChange) => call<unknown>('request_privacy', change),

    /** Says when it will be deleted for good. */
    requestDeletion: (organization_id: string, reason: string) =>
      call<string>('request_organization_deletion', { organization_id, reason }),

    cancelDeletion: (organization_id: string, reason: string) =>
      call<string>('cancel_organization_deletion', { organization_id, reason }),

    addNote: (organization_id: string, body: string) =>
      callForRow<Note>('add_organization_note', { organization_id, body }),

    editNote: (note_id: string, body: string) => callForRow<Note>('edit_organization_note', { note_id, body }),

    withdrawNote: (note_id: string, withdrawn: boolean) =>
      callForRow<Note>('withdraw_organization_note', { note_id, withdrawn }),

    plans: () => read<Plan>('plan_summaries', { order: 'sort.asc,plan_id.asc' }),
    planLimits: () => read<PlanLimit>('plan_limits', {}),
    planFeatures: () => read<PlanFeature>('plan_features', {}),

    /** The dry run of limits that change: tenants on the plan, and those that would be above. */
    previewPlanLimits: (changes: { plan_id: string; limit_type: string; limit_value: number }[]) =>
      call<{ plan_id: string; limit_type: string; organizations: number; exceeding: number }[]>('preview_plan_limits', {
        changes,
      }),

    /** All of it or nothing. CONFLICT, whose hint is `kind/plan/key`, when a cell is not what it was. */
    savePlans: (changes: readonly PlanChange[], reason: string) => call<number>('save_plans', { changes, reason }),
  }
}

export type StaffActs = ReturnType<typeof createStaffActs>
