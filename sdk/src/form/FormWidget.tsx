import type { FormConfig } from '@lapel/contract/widgets/form'
import { h } from 'preact'
import type { WidgetProps, WidgetType } from '../view.ts'
import { Form } from './Form.tsx'
import { Receipt } from './Receipt.tsx'

function FormWidget(props: WidgetProps<FormConfig>) {
  return props.state.phase === 'sent' ? <Receipt receipt={props.config.receipt} /> : <Form {...props} />
}

/** The widget type `form`, which the runtime itself has. */
export const form: WidgetType<FormConfig> = { component: FormWidget, fields: ({ fields }) => fields }
