import type { Contender } from '../contender.ts'
import { fields, submitLabel, title } from '../form.ts'
import type { Read } from './read.ts'

/**
 * The last of its embeds that the registry has whole: later packages load a script that only its server has. Shows a
 * question at a time. Its documentation waits 500 ms before `init`; here the script's own `load` calls it.
 */
export async function formbricks(read: Read, host: string): Promise<Contender> {
  const survey = {
    id: 'bench',
    name: title,
    type: 'web',
    status: 'inProgress',
    welcomeCard: { enabled: false },
    thankYouCard: { enabled: true, headline: title },
    questions: fields.map(({ key, type, label }) => ({
      id: key,
      type: 'openText',
      headline: label,
      required: false,
      inputType: type === 'textarea' ? 'text' : type,
      longAnswer: type === 'textarea',
      buttonLabel: submitLabel,
    })),
    triggers: ['New Session'],
    displayOption: 'respondMultiple',
    recontactDays: null,
    delay: 0,
  }
  const product = { brandColor: '#2f5bea', placement: 'bottomRight', inAppSurveyBranding: false }
  const state = { surveys: [survey], noCodeActionClasses: [], product }
  const core = await read('@formbricks/js/dist/index.umd.js')
  const surveys = /https:\/\/unpkg\.com\/@formbricks\/surveys@[^"'`]*/
  if (!surveys.test(core)) throw new Error('Formbricks loads its surveys from somewhere else now.')
  return {
    name: 'Formbricks',
    kind: 'survey',
    head:
      `<script>function startFormbricks(){formbricks.init({environmentId:'bench',apiHost:${JSON.stringify(host)}})}</script>` +
      `<script async src="${host}/js.js" onload="startFormbricks()"></script>`,
    place: '',
    path: ['#fbjs input'],
    files: new Map([
      ['/js.js', core.replace(surveys, `${host}/surveys.js`)],
      ['/surveys.js', await read('@formbricks/surveys/dist/index.umd.js')],
      ['/api/v1/client/bench/in-app/sync', JSON.stringify({ data: state })],
      ['/api/v1/client/bench/displays', JSON.stringify({ data: { id: 'display' } })],
    ]),
  }
}
