import { readFileSync } from 'node:fs'
import { paletteOf } from '@lapel/contract/themes'
import { expect, test } from 'vitest'

const styles = readFileSync(new URL('src/styles.css', import.meta.url), 'utf8')
const short = (colour: string) => colour.replace(/^#(.)\1(.)\2(.)\3$/, '#$1$2$3')

test.each(['surface', 'text', 'accent'] as const)('what is drawn without a look is the plain theme: %s', (name) => {
  const [light, dark] = [paletteOf({}, 'light'), paletteOf({}, 'dark')]
  expect(styles).toContain(`var(--theme-${name}, light-dark(${short(light[name])}, ${short(dark[name])}))`)
})
