/** The form that every contender shows, as far as it can. */
export const fields = [
  { key: 'name', type: 'text', label: 'Your name', required: true, maxLength: 120 },
  { key: 'email', type: 'email', label: 'E-mail', required: true },
  { key: 'company', type: 'text', label: 'Company', maxLength: 120 },
  { key: 'message', type: 'textarea', label: 'Message', required: true, maxLength: 2000 },
] as const

export const title = 'Talk to us'
export const submitLabel = 'Send'
