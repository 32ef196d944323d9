import { html } from 'hono/html'
import type { WidgetConfig } from '../../../contract/src/widgets/types.ts'
import type { ProblemError } from './problem.ts'

type Markup = ReturnType<typeof html>

// Whoever posts without script sees this page instead of the site: no style, no script, no form, nothing to load.
export const pageHeaders = {
  'Content-Type': 'text/html; charset=UTF-8',
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'",
}

function page(title: string, content: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
</head>
<body><main><h1>${title}</h1>${content}</main></body>
</html>`
}

/** The receipt that the widget's owner wrote. */
export function receiptPage({ config }: WidgetConfig): Markup {
  const receipt = 'receipt' in config ? config.receipt : { title: 'Thank you' }
  return page(receipt.title, html`${receipt.message && html`<p>${receipt.message}</p>`}`)
}

/** What went wrong, in the words of the form, and how to get back to it. */
export function problemPage(problem: ProblemError, requestId: string): Markup {
  const { title, detail, errors } = problem.toProblem(requestId)
  const items = errors?.map((error) => {
    const label = problem.options.labels?.get(error.pointer) ?? error.pointer.replace(/^\/payload\//, '')
    return html`<li>${label && `${label}: `}${error.detail}</li>`
  })
  return page(
    title,
    html`${detail && html`<p>${detail}</p>`}${items && html`<ul>${items}</ul>`}
<p>Use the Back button of your browser to return to the form.</p><p><small>${requestId}</small></p>`,
  )
}
