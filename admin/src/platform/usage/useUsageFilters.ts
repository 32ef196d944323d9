import { spanOf } from '../room/days.ts'
import { useAddress } from '../room/useAddress.ts'

export interface UsageFilters {
  first: string
  last: string
  organizationId: string | null
  workspaceId: string | null
  eventType: string | null
}

/** What the address asks of usage. */
export function useUsageFilters(): UsageFilters {
  const [{ since, until, organization_id, workspace_id, event_type }] = useAddress()
  return {
    ...spanOf(since, until),
    organizationId: organization_id ?? null,
    workspaceId: workspace_id ?? null,
    eventType: event_type ?? null,
  }
}

/** The same for the functions of the database. */
export const asArguments = ({ first, last, organizationId, workspaceId, eventType }: UsageFilters) => ({
  first_day: first,
  last_day: last,
  organization_id: organizationId,
  workspace_id: workspaceId,
  event_type: eventType,
})
