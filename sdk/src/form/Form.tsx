import { trapField } from '@lapel/contract/proof'
import type { FormConfig } from '@lapel/contract/widgets/form'
import { h } from 'preact'
import type { FieldsView, View, WidgetProps } from '../view.ts'
import { FormField } from './FormField.tsx'

/** Id of the element that takes the keyboard for a field. */
export const fieldId = (key: string) => `field-${key}`

/** What became of the last attempt to send, and the way to the next. */
export function SubmitRow({ label, state, strings }: View & { label: string }) {
  const { phase, failure, sending, postponed } = state
  const isSending = phase === 'sending' && !postponed
  const next = failure && failure.code !== 'STALE_REVISION' ? strings.tryAgain : label
  return (
    <div>
      <p role="alert" class={failure ? 'error notice' : 'help'}>
        {sending ? sending.explain(state, strings) : failure && `${strings.offline} ${strings.kept}`}
      </p>
      <button type="submit" class="button" part="button" aria-disabled={isSending}>
        {isSending ? strings.sending : next}
      </button>
    </div>
  )
}

/** Fields with their answers, after the list of what is wrong with them. */
export function Fields({ fields, ...view }: FieldsView) {
  const { errors, answers, phase, corrections, sending } = view.state
  const Summary = errors.size > 0 && sending?.Summary
  return [
    Summary && <Summary key={corrections} fields={fields} {...view} />,
    ...fields.map(
      (field) =>
        field.type !== ('hidden' as string) && (
          <FormField
            key={field.key}
            id={fieldId(field.key)}
            field={field}
            own={view.parts.fields[field.type]}
            value={answers.get(field.key)}
            error={errors.get(field.key)}
            frozen={phase === 'sending'}
            strings={view.strings}
            onEnter={(value) => view.actions.enter(field.key, value)}
            endpoint={view.actions.endpoint}
          />
        ),
    ),
  ]
}

/** What programs fill in and people do not see. */
export function Trap({ state, actions }: View) {
  return (
    <input
      class="trap"
      name={trapField}
      tabIndex={-1}
      autocomplete="off"
      value={`${state.answers.get(trapField) ?? ''}`}
      onInput={(event) => actions.enter(trapField, event.currentTarget.value)}
    />
  )
}

/** What a form says itself, whatever it asks. */
export type FormTexts = Pick<FormConfig, 'title' | 'description' | 'submitLabel' | 'receipt'>

/** A form that asks what its widget type asks. */
export function Form({ config, ...view }: WidgetProps<FormTexts>) {
  const fields = view.parts.type.fields(config as never, view.state.answers, view.state)
  const send = (event: Event) => {
    event.preventDefault()
    view.actions.submit()
  }
  return (
    <form class="form" part="form" noValidate aria-labelledby="title" onSubmit={send}>
      <div>
        <h2 id="title" part="title">
          {config.title}
        </h2>
        <p class="description">{config.description}</p>
        {fields.some((field) => field.required) && <p class="help">{view.strings.requiredMark}</p>}
      </div>
      <Fields fields={fields} {...view} />
      <SubmitRow label={config.submitLabel} {...view} />
      <Trap {...view} />
    </form>
  )
}
