/** Looks that a widget can have. No zod in this file. */

import { type ContrastFailure, contrastFailures, type Palette, readableOn } from './contrast.ts'

export const themeNames = ['plain', 'ink', 'ocean', 'forest', 'sunset', 'berry', 'sand', 'midnight'] as const
export type ThemeName = (typeof themeNames)[number]
export const schemes = ['light', 'dark'] as const
export type Scheme = (typeof schemes)[number]

type Colours = Pick<Palette, 'surface' | 'text' | 'accent'>

/** Surface, text and accent of every theme, light and dark. The text of buttons is black or white. */
export const themes: Record<ThemeName, Record<Scheme, Colours>> = {
  plain: {
    light: { surface: '#ffffff', text: '#1c2330', accent: '#2f5bea' },
    dark: { surface: '#171b22', text: '#eceff4', accent: '#7f9dff' },
  },
  ink: {
    light: { surface: '#ffffff', text: '#111111', accent: '#111111' },
    dark: { surface: '#0d0d0d', text: '#f5f5f5', accent: '#f5f5f5' },
  },
  ocean: {
    light: { surface: '#f4fafc', text: '#0b2f3d', accent: '#0e7490' },
    dark: { surface: '#0a1e27', text: '#dff3fa', accent: '#45c4e6' },
  },
  forest: {
    light: { surface: '#f6faf5', text: '#16301f', accent: '#1f7a3f' },
    dark: { surface: '#0f1d14', text: '#e2f3e6', accent: '#5fcf85' },
  },
  sunset: {
    light: { surface: '#fff8f3', text: '#3b1d10', accent: '#c2410c' },
    dark: { surface: '#241510', text: '#fdeadf', accent: '#ff9d66' },
  },
  berry: {
    light: { surface: '#fff6fa', text: '#3a1029', accent: '#b0246e' },
    dark: { surface: '#23101a', text: '#fce4f0', accent: '#ff86bd' },
  },
  sand: {
    light: { surface: '#faf6ee', text: '#33291a', accent: '#8a5a14' },
    dark: { surface: '#201b13', text: '#f5ecdc', accent: '#e0b15f' },
  },
  midnight: {
    light: { surface: '#f6f5ff', text: '#1e1a3d', accent: '#5b3fd6' },
    dark: { surface: '#12102a', text: '#e8e5ff', accent: '#a594ff' },
  },
}

/** Brand colours, each in place of the theme's. */
export type Brand = { [Key in keyof Palette]?: string | undefined }

/** How a widget looks. Brand colours stand for the light scheme, the accent for both; `dark` has those of the dark one. */
export type Theme = Brand & {
  name?: ThemeName | undefined
  dark?: Brand | undefined
  /** Follows the visitor's system (auto) unless it is fixed. */
  scheme?: 'auto' | Scheme | undefined
  corners?: 'square' | 'soft' | 'round' | undefined
}

/** The colours of a theme in one scheme, brand colours applied. */
export function paletteOf({ name = 'plain', dark, surface, text, accent, onAccent }: Theme, scheme: Scheme): Palette {
  const own = themes[name][scheme]
  const inDark = dark?.accent ? dark : { accent, onAccent, ...dark }
  const brand: Brand = scheme === 'light' ? { surface, text, accent, onAccent } : inDark
  const chosen = brand.accent ?? own.accent
  return {
    surface: brand.surface ?? own.surface,
    text: brand.text ?? own.text,
    accent: chosen,
    onAccent: brand.onAccent ?? readableOn(chosen),
  }
}

/**
 * What cannot be read in a theme, in the schemes that visitors may see. An accent that is hardly seen on its surface is
 * no failure: the SDK marks focus and choice with the text's colour then.
 */
export function themeFailures(theme: Theme): (ContrastFailure & { scheme: Scheme })[] {
  const { scheme: fixed = 'auto', dark } = theme
  // What the dark scheme only inherits, the light one has told already.
  const isTold = (scheme: Scheme, colour: string) =>
    fixed === 'auto' && scheme === 'dark' && colour === 'onAccent' && !dark?.accent && !dark?.onAccent
  return schemes
    .filter((scheme) => fixed === 'auto' || fixed === scheme)
    .flatMap((scheme) => contrastFailures(paletteOf(theme, scheme)).map((failure) => ({ ...failure, scheme })))
    .filter(({ colour, scheme }) => colour !== 'accent' && !isTold(scheme, colour))
}
