import type { FieldOf } from '@lapel/contract/fields'
import type { NewsletterConfig } from '@lapel/contract/widgets/newsletter'
import { newsletterQuestions } from '@lapel/contract/widgets/questions'
import { Fragment, h } from 'preact'
import type { FieldProps } from '../../fields/field.ts'
import { RichText } from '../../fields/RichText.tsx'
import { describe, FormWidget } from '../../kit.ts'
import type { WidgetType } from '../../view.ts'
import css from './newsletter.css?inline'

/** A box, and beside it what ticking it means. */
function Consent(props: FieldProps) {
  const { id, field, value, onEnter } = props
  const { text } = field as unknown as FieldOf<'consent'>
  const described = describe(props)
  return (
    <Fragment>
      <input
        id={id}
        name={field.key}
        type="checkbox"
        required={field.required}
        checked={value === true}
        onInput={(event) => onEnter(event.currentTarget.checked)}
        {...described}
        aria-describedby={`${id}-terms ${described['aria-describedby']}`}
      />
      <div id={`${id}-terms`} class="terms help rich">
        {text && <RichText text={text} />}
      </div>
    </Fragment>
  )
}

/** An address, perhaps a name, and what is agreed to. */
export const part: WidgetType<NewsletterConfig> = {
  component: FormWidget,
  fields: (config) =>
    newsletterQuestions(config).fields.map((field) =>
      // A tick with more to read: rule, words and look are those of a checkbox.
      field.type === 'consent' ? ({ ...field, type: 'checkbox' } as unknown as FieldOf<'checkbox'>) : field,
    ),
  fieldTypes: { checkbox: { control: Consent } },
  css,
}
