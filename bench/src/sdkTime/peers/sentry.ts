import { join } from 'node:path'
import { bundle } from '../bundle.ts'
import type { Contender } from '../contender.ts'

/** One dialog of its own, opened by the page at once; bundled by the page's own build, as its documentation has it. */
export async function sentry(folder: string, host: string): Promise<Contender> {
  return {
    name: 'Sentry feedback',
    kind: 'feedback',
    head: `<script>window.sentryHost=${JSON.stringify(host)}</script><script async src="${host}/sentry.js"></script>`,
    place: '',
    path: ['#sentry-feedback', 'input'],
    files: new Map([['/sentry.js', await bundle(join(folder, 'sentry.js'))]]),
  }
}
