export interface UsageEvent {
  id: string
  created_at: string
  organization_id: string
  workspace_id: string
  event_type: string
  quantity: number
  metadata: Record<string, unknown>
}
