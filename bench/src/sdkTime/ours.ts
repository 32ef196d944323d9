import type { Contender } from './contender.ts'
import type { Snippets } from './snippets.ts'

const path = ['lapel-widget', 'input[name=name]']

/** Our ways onto a page: the two snippets that the console prints, and the channel's script with the config preloaded. */
export function ours(url: string, publicId: string, { short, instant }: Snippets): Contender[] {
  const [script = '', place = ''] = short.split('\n')
  const config = `${url}/functions/v1/embed/v1/instances/${publicId}`
  const preload = `<link rel="preload" as="fetch" crossorigin href="${config}">`
  return [
    { name: 'ours, short snippet', kind: 'ours', isPrinted: true, head: script, place, path },
    { name: 'ours, instant snippet', kind: 'ours', isPrinted: true, head: '', place: instant, path },
    {
      name: 'ours, preload and channel script',
      kind: 'ours',
      head: `${preload}<script async src="${url}/sdk/v1/lapel.js"></script>`,
      place,
      path,
    },
  ]
}
