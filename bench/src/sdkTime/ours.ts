import type { Contender } from './contender.ts'

/** Our two ways to load: as one answer, and by the channel's script with the config asked for by the page. */
export function ours(url: string, publicId: string): Contender[] {
  const place = `<lapel-widget public-id="${publicId}"></lapel-widget>`
  const path = ['lapel-widget', 'input[name=name]']
  const config = `${url}/functions/v1/embed/v1/instances/${publicId}`
  const preload = `<link rel="preload" as="fetch" crossorigin href="${config}">`
  return [
    {
      name: 'ours, one answer',
      kind: 'ours',
      head: `<script async src="${url}/sdk/w/${publicId}.js"></script>`,
      place,
      path,
    },
    {
      name: 'ours, preload and channel script',
      kind: 'ours',
      head: `${preload}<script async src="${url}/sdk/v1/lapel.js"></script>`,
      place,
      path,
    },
  ]
}
