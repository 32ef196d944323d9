/** A theme as CSS, for the SDK. No zod in this file. */

import { contrast, type Palette } from './contrast.ts'
import { paletteOf, type Scheme, schemes, type Theme, type ThemeName, themeNames } from './themes.ts'

const radii = { square: '0', soft: '10px', round: '20px' }
const colour = /^#[\da-f]{6}$/i

interface Colours extends Palette {
  /** Of focus and choice: the accent where WCAG 1.4.11 lets it mark something on the surface, else the text's. */
  mark: string
}

function coloursOf(theme: Theme, scheme: Scheme): Colours {
  const palette = paletteOf(theme, scheme)
  const { accent, surface, text } = palette
  return { ...palette, mark: contrast(accent, surface) >= 3 ? accent : text }
}

// A draft is drawn before anything checked it: what is no colour never reaches a stylesheet.
function declare(name: string, light: string, dark: string): string[] {
  if (!colour.test(light) || !colour.test(dark)) return []
  return [`--theme-${name}:${light === dark ? light : `light-dark(${light},${dark})`}`]
}

/** The name if it is one of a theme. */
export const themeNamed = (name: string | null): ThemeName | undefined => themeNames.find((known) => known === name)

/**
 * The custom properties by which styles.css of the SDK draws a theme, as one rule; empty for what is drawn like that
 * anyway. Both schemes are in it, told apart by `light-dark()`.
 */
export function lookOf(theme: Theme = {}): string {
  const [light, dark] = schemes.map((scheme) => coloursOf(theme, scheme)) as [Colours, Colours]
  const { scheme, corners } = theme
  const plain = schemes.map((each) => coloursOf({}, each)) as [Colours, Colours]
  const names = ['surface', 'text', 'accent', 'onAccent', 'mark'] as const
  const declarations = [
    ...names
      .filter((name) => light[name] !== plain[0][name] || dark[name] !== plain[1][name])
      .flatMap((name) => declare(name === 'onAccent' ? 'on' : name, light[name], dark[name])),
    ...(corners && corners !== 'soft' && Object.hasOwn(radii, corners) ? [`--theme-radius:${radii[corners]}`] : []),
    ...(scheme === 'light' || scheme === 'dark' ? [`color-scheme:${scheme}`] : []),
  ]
  return declarations.length > 0 ? `.widget{${declarations.join(';')}}` : ''
}
