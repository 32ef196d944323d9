import { h } from 'preact'
import { fieldId, takeFocus } from '../../kit.ts'
import type { FieldsView } from '../../view.ts'

// Buttons, not links to fragments: those would change the host page's address and history.
function goToField(event: Event, key: string): void {
  const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot
  root.getElementById(fieldId(key))?.focus()
}

/** The errors of a refused form, with a way to each field. Takes the keyboard when it appears. */
export function ErrorSummary({ fields, state: { errors }, strings }: FieldsView) {
  return (
    <fieldset class="notice" part="summary" aria-labelledby="summary" tabIndex={-1} ref={takeFocus}>
      <p id="summary">{strings.checkAnswers}</p>
      {fields.map(
        ({ key, label }) =>
          errors.has(key) && (
            <button key={key} type="button" class="link" onClick={(event) => goToField(event, key)}>
              {`${label} – ${errors.get(key)}`}
            </button>
          ),
      )}
    </fieldset>
  )
}
