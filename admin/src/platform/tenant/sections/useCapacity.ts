import type { Allocation, WorkspaceUse } from '../row.ts'
import { useTenantQuery } from '../useTenantQuery.ts'

export interface Capacity {
  /** By the workspace that got them. */
  allocations: ReadonlyMap<string, Allocation>
  /** Of a workspace, by limit type. */
  used: (workspaceId: string) => ReadonlyMap<string, number>
  /** What an agency gave to its clients. */
  givenBy: (workspaceId: string) => readonly Allocation[]
}

function capacityOf(allocations: readonly Allocation[], uses: readonly WorkspaceUse[]): Capacity {
  const ofWorkspace = new Map<string, Map<string, number>>()
  for (const { scope_id, limit_type, used } of uses) {
    ofWorkspace.set(scope_id, (ofWorkspace.get(scope_id) ?? new Map()).set(limit_type, used))
  }
  return {
    allocations: new Map(allocations.map((allocation) => [allocation.workspace_id, allocation])),
    used: (id) => ofWorkspace.get(id) ?? new Map(),
    givenBy: (id) => allocations.filter(({ agency_workspace_id }) => agency_workspace_id === id),
  }
}

/** What the tenant's agencies handed out, and what is used of it. */
export function useCapacity() {
  const allocations = useTenantQuery('allocations', (acts, id) => acts.allocations(id))
  const uses = useTenantQuery('workspace-use', (acts, id) => acts.workspaceUse(id))
  return {
    capacity: allocations.data && uses.data && capacityOf(allocations.data, uses.data),
    error: allocations.error ?? uses.error,
    refetch: () => Promise.all([allocations.refetch(), uses.refetch()]),
  }
}
