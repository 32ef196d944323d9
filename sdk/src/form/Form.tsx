import type { FormConfig } from '@lapel/contract/widgets/form'
import { h } from 'preact'
import type { Failure } from '../failure.ts'
import type { Strings } from '../strings.ts'
import type { View } from '../view.ts'
import { ErrorSummary } from './ErrorSummary.tsx'
import { FormField } from './FormField.tsx'

export interface FormProps extends View {
  form: FormConfig
}

/** Id of the element that takes the keyboard for a field. */
export const fieldId = (key: string) => `field-${key}`

function sayFailure({ code, retryAfter }: Failure, strings: Strings): string {
  if (code === 'STALE_REVISION') return strings.changed
  if (code === 'NETWORK') return strings.offline
  if (retryAfter) return strings.busy
  return code === 'PLAN_LIMIT_REACHED' || code === 'INSTANCE_NOT_FOUND' ? strings.closed : strings.failed
}

/** What became of the last attempt to send, and the way to the next. */
function SubmitRow({ form, state: { phase, failure, waiting }, strings }: FormProps) {
  const sending = phase === 'sending'
  const label = failure && failure.code !== 'STALE_REVISION' ? strings.tryAgain : form.submitLabel
  return (
    <div>
      <p role="alert" class={failure ? 'notice' : 'help'}>
        {failure ? `${sayFailure(failure, strings)} ${strings.kept}` : sending && waiting && strings.waiting}
      </p>
      <button type="submit" class="button" part="button" aria-disabled={sending}>
        {sending ? strings.sending : label}
      </button>
    </div>
  )
}

/** The form of a `form` widget. */
export function Form(props: FormProps) {
  const { form, state, strings, enter, submit } = props
  const { errors, answers, phase, corrections } = state
  const send = (event: Event) => {
    event.preventDefault()
    submit()
  }
  return (
    <form class="form" part="form" noValidate aria-labelledby="title" onSubmit={send}>
      <div>
        <h2 id="title" part="title">
          {form.title}
        </h2>
        <p class="description">{form.description}</p>
        {form.fields.some((field) => field.required) && <p class="help">{strings.requiredMark}</p>}
      </div>
      {errors.size > 0 && <ErrorSummary key={corrections} {...props} />}
      {form.fields.map((field) => (
        <FormField
          key={field.key}
          id={fieldId(field.key)}
          field={field}
          value={answers.get(field.key)}
          error={errors.get(field.key)}
          frozen={phase === 'sending'}
          strings={strings}
          onEnter={(value) => enter(field.key, value)}
        />
      ))}
      <SubmitRow {...props} />
    </form>
  )
}
