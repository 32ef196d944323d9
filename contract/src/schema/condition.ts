import { z } from 'zod'
import { type Condition, operators, type Step, type Test } from '../branching.ts'
import { key, text } from './text.ts'

const test: z.ZodType<Test> = z
  .strictObject({
    field: key,
    is: z.enum(operators),
    value: z.union([z.string().max(200), z.number(), z.boolean()]).optional(),
  })
  .refine(({ is, value }) => (is === 'answered' || is === 'empty') === (value === undefined), {
    path: ['value'],
    message: 'A value belongs to every operator but answered and empty.',
  })
  .refine(({ is, value }) => (is !== 'atLeast' && is !== 'atMost') || typeof value === 'number', {
    path: ['value'],
    message: 'This operator compares with a number.',
  })

const tests = z.array(test).min(1).max(20)

export const condition: z.ZodType<Condition> = z
  .union([z.strictObject({ all: tests }), z.strictObject({ any: tests })])
  .meta({ id: 'Condition' })

export const step: z.ZodType<Step> = z.strictObject({
  key,
  title: text(200),
  description: text(1000).optional(),
  fields: z.array(key).min(1).max(50),
  showIf: condition.optional(),
})
