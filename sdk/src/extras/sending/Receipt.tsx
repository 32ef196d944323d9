import type { FormConfig } from '@lapel/contract/widgets/form'
import { h } from 'preact'
import { takeFocus } from '../../kit.ts'

/** Shown in place of the form once its answers are stored. Takes the keyboard, so that it is read out. */
export function Receipt({ receipt: { title, message } }: Pick<FormConfig, 'receipt'>) {
  return (
    <div class="receipt" part="receipt">
      <h2 part="title" tabIndex={-1} aria-describedby="message" ref={takeFocus}>
        {title}
      </h2>
      <p id="message" class="description">
        {message}
      </p>
    </div>
  )
}
