/**
 * What a lazy part may use of the runtime: import it from here, and Preact from 'preact', or the part carries a copy of
 * its own. Only ever extended: a part may meet a runtime that a visitor's browser has kept.
 */
export { toPayload } from './form/answers.ts'
export { describe } from './form/controls.tsx'
export { ErrorSummary } from './form/ErrorSummary.tsx'
export { Fields, SubmitRow, Trap } from './form/Form.tsx'
export { FormField } from './form/FormField.tsx'
export { FormWidget } from './form/FormWidget.tsx'
export { Receipt } from './form/Receipt.tsx'
export { guarded, warn } from './guard.ts'
export { takeFocus } from './view.ts'
