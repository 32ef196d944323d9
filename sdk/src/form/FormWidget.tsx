import type { FormConfig } from '@lapel/contract/widgets/form'
import { h } from 'preact'
import type { WidgetProps, WidgetType } from '../view.ts'
import { Form, type FormTexts } from './Form.tsx'

/** The component of every type that asks something and says thank you. */
export function FormWidget(props: WidgetProps<FormTexts>) {
  const { phase, sending } = props.state
  const Receipt = phase === 'sent' && sending?.Receipt
  return Receipt ? <Receipt receipt={props.config.receipt} /> : <Form {...props} />
}

/** The widget type `form`, which the runtime itself has. */
export const form: WidgetType<FormConfig> = { component: FormWidget, fields: ({ fields }) => fields }
