import { z } from 'zod'
import {
  type Display,
  frequencyWindows,
  modes,
  type Pages,
  pageOperators,
  positions,
  type Trigger,
} from '../display.ts'
import { type Theme, themeFailures, themeNames } from '../themes.ts'
import { text } from './text.ts'

const colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'Use a colour like #1d4ed8.')
  .optional()
const brand = { surface: colour, text: colour, accent: colour, onAccent: colour }

/** A look that can be read: a pair of colours below WCAG 2.2 AA is refused at the colour that fails. */
export const theme: z.ZodType<Theme> = z
  .strictObject({
    name: z.enum(themeNames).optional(),
    ...brand,
    dark: z.strictObject(brand).optional(),
    scheme: z.enum(['auto', 'light', 'dark']).optional(),
    corners: z.enum(['square', 'soft', 'round']).optional(),
  })
  .superRefine((chosen, context) => {
    for (const { scheme, colour: failing, on, ratio, needed } of themeFailures(chosen)) {
      context.addIssue({
        code: 'custom',
        path: scheme === 'dark' ? ['dark', failing] : [failing],
        message: `The contrast of ${failing} on ${on} is ${ratio}; ${needed} is needed.`,
      })
    }
  })
  .meta({ id: 'Theme' })

const trigger: z.ZodType<Trigger> = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('click') }),
  z.strictObject({ on: z.literal('load') }),
  z.strictObject({ on: z.literal('delay'), seconds: z.number().min(0).max(3600) }),
  z.strictObject({ on: z.literal('scroll'), percent: z.number().min(1).max(100) }),
  z.strictObject({ on: z.literal('exit') }),
])

const pageRules = z
  .array(z.strictObject({ path: z.enum(pageOperators), value: z.string().min(1).max(500) }))
  .min(1)
  .max(50)
  .optional()
const pages: z.ZodType<Pages> = z.strictObject({ only: pageRules, never: pageRules })

export const display: z.ZodType<Display> = z
  .strictObject({
    mode: z.enum(modes).optional(),
    position: z.enum(positions).optional(),
    trigger: trigger.optional(),
    label: text(60).optional(),
    pages: pages.optional(),
    frequency: z.strictObject({ times: z.int().min(1).max(100), per: z.enum(frequencyWindows) }).optional(),
  })
  .refine(({ mode = 'inline', trigger: opens }) => mode !== 'inline' || opens === undefined, {
    path: ['trigger'],
    message: 'An inline widget is there from the start: nothing opens it.',
  })
  .refine(({ mode = 'inline', position }) => position === undefined || placesOf[mode].includes(position), {
    path: ['position'],
    message: 'Corners belong to popover and slide-in, top and bottom to bar.',
  })
  .meta({ id: 'Display' })

const corners: readonly string[] = ['bottom-right', 'bottom-left']
const placesOf: Record<(typeof modes)[number], readonly string[]> = {
  inline: [],
  modal: [],
  popover: corners,
  'slide-in': corners,
  bar: ['top', 'bottom'],
}
