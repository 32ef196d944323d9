import { fields, submitLabel, title } from './form.ts'

const paragraph =
  '<p>Eleven people who design identities, websites and the odd exhibition. Tell us what you have in mind; a designer ' +
  'reads every message, and answers within a working day.</p>'

/** A customer's page: some text, the place of the form, and more text, which moves when nothing keeps that place. */
export const page = (head: string, place: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Contact</title>
<link rel="icon" href="data:,">
<style>body{font:16px/1.5 sans-serif;max-width:38em;margin:0 auto;padding:16px}</style>
${head}
</head>
<body>
<h1>Let us make something that lasts</h1>
${paragraph}
${place}
<h2>The studio</h2>
${paragraph.repeat(4)}
</body>
</html>`

/** The form in HTML alone: what no script can be as early as. */
export const staticForm = `<form><h2>${title}</h2>${fields
  .map(({ key, type, label }) => {
    const control =
      type === 'textarea'
        ? `<textarea id="${key}" name="${key}"></textarea>`
        : `<input id="${key}" name="${key}" type="${type}">`
    return `<p><label for="${key}">${label}</label> ${control}</p>`
  })
  .join('')}<button>${submitLabel}</button></form>`
