export interface Instance {
  id: string
  public_id: string
  organization_id: string
  workspace_id: string
  widget_id: string
  name: string
  status: 'draft' | 'published' | 'inactive'
  /** Empty: any site may load it. */
  allowed_origins: string[]
  expires_at: string | null
  created_at: string
  updated_at: string
}
