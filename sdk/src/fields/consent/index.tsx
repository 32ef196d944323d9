import { checkTick } from '@lapel/contract/rules/choice'
import { applyRule } from '@lapel/contract/rules/rule'
import { Fragment, h } from 'preact'
import type { FieldValue } from '../../../lapel.d.ts'
import { describe } from '../../kit.ts'
import type { FieldProps, FieldType } from '../field.ts'
import { RichText } from '../RichText.tsx'
import css from './consent.css?inline'

const isTicked = (value: FieldValue | undefined) => value === true || value === 'true' || undefined

/** A checkbox beside its label, and below them what is agreed to. */
function Consent(props: FieldProps) {
  const { id, field, value, onEnter } = props
  const { 'aria-describedby': described, ...state } = describe(props)
  return (
    <>
      <input
        id={id}
        name={field.key}
        type="checkbox"
        required={field.required}
        checked={!!isTicked(value)}
        onInput={(event) => onEnter(event.currentTarget.checked)}
        aria-describedby={field.text ? `${id}-text ${described}` : described}
        {...state}
      />
      {field.text && (
        <div id={`${id}-text`} class="terms help">
          <RichText text={field.text} target="_blank" />
        </div>
      )}
    </>
  )
}

export const part: FieldType = {
  control: Consent,
  toPayload: isTicked,
  check: (field, value) => applyRule(checkTick, field, value) && { code: 'requiredTick' },
  css,
}
