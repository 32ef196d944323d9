/**
 * What a lazy part may use of the runtime: import it from here, and Preact from 'preact', or the part carries a copy of
 * its own. Only ever extended: a part may meet a runtime that a visitor's browser has kept.
 */
export { deliver } from './delivery.ts'
export { collect, toPayload, toPayloadValue } from './form/answers.ts'
export { describe } from './form/controls.tsx'
export { Fields, fieldId, SubmitRow, Trap } from './form/Form.tsx'
export { FormWidget } from './form/FormWidget.tsx'
export { guarded, warn } from './guard.ts'
export { takeFocus } from './view.ts'
