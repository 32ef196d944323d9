import type { Display } from '@lapel/contract/display'
import type { Field } from '@lapel/contract/fields'
import type { FormConfig } from '@lapel/contract/widgets/form'

/** What the SDK itself reads of a config, whatever the widget's type. */
export interface Common extends Pick<FormConfig, 'theme' | 'spam' | 'locale' | 'resume' | 'partial'> {
  version: number
  title?: string
  display?: Display | undefined
  fields?: readonly Field[]
  steps?: readonly unknown[] | undefined
}

/** A published revision, as the endpoint answers it. */
export interface Published {
  public_id: string
  type: string
  revision: number
  config: Common
  /** The theme as a CSS rule, where it is not the plain one. */
  look?: string
}
