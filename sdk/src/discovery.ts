import { guarded } from './guard.ts'
import { attributes } from './options.ts'
import { follow, sweep } from './widgets.ts'

const attribute = 'data-lapel-widget'

function search(node: Node): void {
  if (!(node instanceof Element)) return
  if (node.hasAttribute(attribute)) follow(node)
  for (const element of node.querySelectorAll(`[${attribute}]`)) follow(element)
}

function read(records: MutationRecord[]): void {
  for (const { type, target, addedNodes } of records) {
    if (type === 'attributes') follow(target as Element)
    for (const node of addedNodes) search(node)
  }
  sweep()
}

/** Mounts widgets into elements with `data-lapel-widget`, now and whenever the page changes. */
export function startDiscovery(): void {
  const observer = new MutationObserver(guarded(read))
  const attributeFilter = attributes.map((name) => `data-lapel-${name}`)
  observer.observe(document, { childList: true, subtree: true, attributeFilter })
  search(document.documentElement)
}
