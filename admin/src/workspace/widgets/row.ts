import type { FormConfig } from '@lapel/contract/widgets/form'
import type { WidgetType } from '@lapel/contract/widgets/types'

export interface Widget {
  id: string
  organization_id: string
  workspace_id: string
  name: string
  type: WidgetType
  public_key: string
  status: 'active' | 'archived'
  created_at: string
  updated_at: string
}

export interface WidgetRevision {
  id: string
  widget_id: string
  number: number
  config: FormConfig
  note: string | null
  author_id: string | null
  created_at: string
}
