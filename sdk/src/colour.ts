const linear = (share: number) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4)

/** Relative luminance (WCAG 2) of a `#rrggbb` colour, from 0 to 1. */
export function luminance(hex: string): number {
  const part = (at: number) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

/**
 * The custom properties that styles.css takes from the accent: the text on it, black or white, whichever is read better;
 * and the colour of focus and choice, which is the accent where it has a contrast of 3:1 with the surface, else the text's.
 * Empty for anything but `#rrggbb`, so that nothing else reaches a stylesheet.
 */
export function accentCss(accent: string): string {
  if (!/^#[\da-f]{6}$/i.test(accent)) return ''
  const light = luminance(accent)
  const onLight = light < 0.3 ? accent : 'var(--text)'
  const onDark = light > 0.13 ? accent : 'var(--text)'
  return `.widget{--accent:${accent};--on:${light > 0.179 ? '#000' : '#fff'};--mark:light-dark(${onLight},${onDark})}`
}

const schemes = new Map<unknown, string>([
  ['on', 'dark'],
  ['off', 'light'],
])

/** What one widget adds to the shared look: the config's accent, and dark or light where the page asks for one of them. */
export function lookCss(accent = '#2f5bea', dark: unknown = 'auto'): string {
  const scheme = schemes.get(dark)
  return accentCss(accent) + (scheme ? `.widget{color-scheme:${scheme}}` : '')
}
