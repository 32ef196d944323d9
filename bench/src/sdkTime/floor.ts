import { h, render } from 'preact'
import { fields, submitLabel, title } from './form.ts'

// The least that a script with Preact can do: no styles, no checks, nothing sent.
const controls = fields.map((field) => {
  const required = 'required' in field
  const control =
    field.type === 'textarea'
      ? h('textarea', { id: field.key, name: field.key, required })
      : h('input', { id: field.key, name: field.key, type: field.type, required })
  return h('p', null, h('label', { for: field.key }, field.label), control)
})
const root = document.querySelector('#form')?.attachShadow({ mode: 'open' })
if (root) render(h('form', null, h('h2', null, title), controls, h('button', null, submitLabel)), root)
