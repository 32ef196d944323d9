import type { Contender } from '../contender.ts'
import { fields, submitLabel, title } from '../form.ts'
import type { Files } from '../site.ts'
import type { Read } from './read.ts'

/** Model in the page, as its quick start has it: the published, minified files, asked for side by side. */
export async function surveyJs(read: Read, host: string): Promise<Contender> {
  const elements = fields.map(({ key, type, label }) =>
    type === 'textarea'
      ? { type: 'comment', name: key, title: label }
      : { type: 'text', name: key, title: label, inputType: type },
  )
  const model = JSON.stringify({ title, completeText: submitLabel, elements })
  const names = [
    'survey-core/survey.core.min.js',
    'survey-js-ui/survey-js-ui.min.js',
    'survey-core/survey-core.min.css',
  ]
  const files: Files = new Map(
    await Promise.all(names.map(async (name): Promise<[string, string]> => [`/${name}`, await read(name)])),
  )
  files.set('/start.js', `new Survey.Model(${model}).render(document.getElementById('form'))`)
  return {
    name: 'SurveyJS',
    kind: 'survey',
    head: `<link rel="stylesheet" href="${host}/${names[2]}">${[names[0], names[1], 'start.js']
      .map((name) => `<script defer src="${host}/${name}"></script>`)
      .join('')}`,
    place: '<div id="form"></div>',
    path: ['#form input'],
    files,
  }
}
