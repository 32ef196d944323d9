import type { Contender } from '../contender.ts'
import { fields, submitLabel, title } from '../form.ts'
import type { Read } from './read.ts'

/** Shows the survey as its console publishes it, a question at a time; recording, autocapture and page views are off. */
export async function posthog(read: Read, host: string): Promise<Contender> {
  const survey = {
    id: 'bench',
    name: title,
    description: '',
    type: 'popover',
    questions: fields.map(({ key, label }) => ({ id: key, type: 'open', question: label, buttonText: submitLabel })),
    appearance: { surveyPopupDelaySeconds: 0 },
    conditions: null,
    start_date: '2026-01-01T00:00:00Z',
    end_date: null,
  }
  const settings = { supportedCompression: [], surveys: true, hasFeatureFlags: false, autocapture_opt_out: true }
  const options = {
    api_host: host,
    autocapture: false,
    capture_pageview: false,
    disable_session_recording: true,
    person_profiles: 'identified_only',
  }
  const { version } = JSON.parse(await read('posthog-js/package.json')) as { version: string }
  const start =
    `window.posthog=[];posthog._i=[['bench',${JSON.stringify(options)},'posthog']];posthog.__SV=1;posthog.people=[];` +
    `posthog.toString=posthog.people.toString=()=>'posthog'`
  return {
    name: 'PostHog surveys',
    kind: 'survey',
    head: `<script>${start}</script><script async src="${host}/static/array.js"></script>`,
    place: '',
    path: ['[class^=PostHogSurvey]', 'textarea'],
    files: new Map([
      ['/static/array.js', await read('posthog-js/dist/array.js')],
      [`/static/${version}/surveys.js`, await read('posthog-js/dist/surveys.js')],
      [
        '/array/bench/config.js',
        `(window._POSTHOG_REMOTE_CONFIG??={}).bench=${JSON.stringify({ config: settings, siteApps: [] })}`,
      ],
      ['/array/bench/config', JSON.stringify(settings)],
      ['/flags/', JSON.stringify({ ...settings, flags: {}, featureFlags: {} })],
      ['/api/surveys/', JSON.stringify({ surveys: [survey] })],
      ['/e/', JSON.stringify({ status: 1 })],
      ['/i/v0/e/', JSON.stringify({ status: 1 })],
    ]),
  }
}
