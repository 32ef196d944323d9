import { z } from 'zod'
import type { Field, FieldType, Option } from '../fields.ts'
import { fileTypes, maxFileBytes, maxFiles } from '../fileRules.ts'
import { isDate, isTime } from '../rules/date.ts'
import { patterns } from '../rules/pattern.ts'
import { condition } from './condition.ts'
import { richText } from './richText.ts'
import { areDistinct, key, text } from './text.ts'

export const option: z.ZodType<Option> = z.strictObject({ value: text(200), label: text(200) })

/** Choices, no two with one value. */
export const options = (least: number, most: number) =>
  z
    .array(option)
    .min(least)
    .max(most)
    .refine((choices) => areDistinct(choices.map(({ value }) => value)), 'Two choices share a value.')

const common = {
  key,
  label: text(200),
  help: text(500).optional(),
  required: z.boolean().optional(),
  showIf: condition.optional(),
}
const parameter = {
  parameter: z
    .string()
    .regex(/^[A-Za-z][\w.-]{0,59}$/, 'Use the name of an address parameter, like utm_source.')
    .optional(),
}
const typed = { placeholder: text(200).optional(), autocomplete: text(60).optional() }
const length = z.int().min(1).max(5000).optional()
const lengths = { minLength: length, maxLength: length }
const choices = { options: options(1, 100) }
const amount = z.int().min(1).max(100).optional()
const bound = z.number().optional()
const step = z.number().positive().optional()
const date = z.string().refine(isDate, 'Use a date like 2026-11-21.').optional()
const time = z.string().refine(isTime, 'Use a time like 09:30.').optional()

const of = <Type extends FieldType>(type: Type) => ({ ...common, ...parameter, type: z.literal(type) })

const anyField = z.discriminatedUnion('type', [
  z.strictObject({
    ...of('text'),
    ...typed,
    ...lengths,
    pattern: z.enum(patterns).optional(),
    patternMessage: text(200).optional(),
  }),
  z.strictObject({ ...of('textarea'), ...typed, ...lengths }),
  z.strictObject({ ...of('email'), ...typed, ...lengths }),
  z.strictObject({ ...of('tel'), ...typed, ...lengths }),
  z.strictObject({ ...of('url'), ...typed, ...lengths }),
  z.strictObject({ ...of('number'), ...typed, min: bound, max: bound, step }),
  z.strictObject({ ...of('select'), ...typed, ...choices }),
  z.strictObject({ ...of('radio'), ...choices }),
  z.strictObject({ ...of('multiselect'), ...choices, minChoices: amount, maxChoices: amount }),
  z.strictObject({ ...of('checkbox') }),
  z.strictObject({ ...common, type: z.literal('consent'), text: richText.optional() }),
  z.strictObject({ ...of('date'), ...typed, earliest: date, latest: date }),
  z.strictObject({ ...of('time'), earliest: time, latest: time }),
  z.strictObject({ ...of('rating'), max: z.int().min(2).max(10).optional() }),
  z.strictObject({
    ...of('scale'),
    min: z.int().min(0).max(1).optional(),
    max: z.int().min(2).max(10).optional(),
    lowLabel: text(60).optional(),
    highLabel: text(60).optional(),
  }),
  z.strictObject({ ...of('slider'), min: z.number(), max: z.number(), step, unit: text(20).optional() }),
  z.strictObject({
    ...common,
    type: z.literal('file'),
    types: z.array(z.enum(fileTypes)).min(1).max(fileTypes.length),
    maxBytes: z.int().min(1).max(maxFileBytes).optional(),
    maxFiles: z.int().min(1).max(maxFiles).optional(),
  }),
  z.strictObject({
    key,
    label: text(200),
    ...parameter,
    type: z.literal('hidden'),
    value: z.string().max(500).optional(),
    maxLength: z.int().min(1).max(500).optional(),
  }),
])

const ranges = [
  ['minLength', 'maxLength'],
  ['min', 'max'],
  ['earliest', 'latest'],
  ['minChoices', 'maxChoices'],
] as const

/** A field of a form. A member that its type does not have is unknown. */
export const field: z.ZodType<Field> = anyField
  .superRefine((checked: Field, context) => {
    for (const [low, high] of ranges) {
      const [least, most] = [checked[low], checked[high]]
      if (least !== undefined && most !== undefined && (checked.type === 'slider' ? least >= most : least > most)) {
        context.addIssue({ code: 'custom', path: [high], message: 'The upper bound is below the lower one.' })
      }
    }
    if (checked.type === 'multiselect' && (checked.minChoices ?? 0) > checked.options.length) {
      context.addIssue({ code: 'custom', path: ['minChoices'], message: 'There are not that many choices.' })
    }
  })
  .meta({ id: 'Field' })
