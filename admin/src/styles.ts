import createCache, { type StylisElement, type StylisPlugin } from '@emotion/cache'

/** What Safari still knows by its old name alone. */
const onlyPrefixed = new Set(['user-select'])

/**
 * The styles as the supported browsers read them. The names that the old ones had for everything double what is written;
 * a selector that only Firefox knew makes the others throw for every button.
 */
export const forCurrentBrowsers: StylisPlugin = (element: StylisElement) => {
  if (element.type === 'decl' && typeof element.props === 'string' && onlyPrefixed.has(element.props)) {
    element.return = `${element.value}-webkit-${element.value}`
  }
  if (element.type === 'rule' && Array.isArray(element.props)) {
    element.props = element.props.filter((selector) => !selector.includes('::-moz-'))
    if (element.props.length === 0) element.children = []
  }
}

/** Styles made at run time carry the page's nonce, so that the policy needs no 'unsafe-inline'. */
export const createStyles = (nonce: string | undefined) =>
  createCache({ key: 'lapel', prepend: true, stylisPlugins: [forCurrentBrowsers], ...(nonce ? { nonce } : {}) })
