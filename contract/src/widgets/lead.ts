import { z } from 'zod'
import type { FieldType } from '../fields.ts'
import { answering, base, heading, translated, translations } from '../schema/base.ts'
import { checkQuestions, questions } from '../schema/questions.ts'
import { key } from '../schema/text.ts'

/** What a campaign knows of a lead, and the types of fields that can tell it. */
export const leadFields = {
  email: ['email'],
  name: ['text'],
  phone: ['tel', 'text'],
  company: ['text'],
  website: ['url'],
  linkedin_url: ['url'],
} as const satisfies Record<string, readonly FieldType[]>

/**
 * Config of a `lead` widget, version 1: a quote request or a contact form whose submissions become leads of the campaign
 * that has the instance. `lead` names the field for everything that a campaign reads.
 */
export const leadConfig = z
  .strictObject({
    ...base,
    kind: z.enum(['quote', 'contact']),
    ...heading,
    ...questions,
    lead: z.strictObject({
      email: key,
      name: key.optional(),
      phone: key.optional(),
      company: key.optional(),
      website: key.optional(),
      linkedin_url: key.optional(),
    }),
    ...answering,
    ...translations({ ...translated.heading, ...translated.fields, ...translated.steps, ...translated.answering }),
  })
  .superRefine(checkQuestions)
  .superRefine(({ lead, fields }, context) => {
    for (const [name, types] of Object.entries(leadFields)) {
      const wanted = lead[name as keyof typeof leadFields]
      const found = fields.find((field) => field.key === wanted)
      if (wanted !== undefined && !types.some((type) => type === found?.type)) {
        context.addIssue({
          code: 'custom',
          path: ['lead', name],
          message: `Name a field of the type ${types.join(' or ')}.`,
        })
      }
    }
    if (!fields.some((field) => field.key === lead.email && field.required)) {
      context.addIssue({
        code: 'custom',
        path: ['lead', 'email'],
        message: 'A lead has an address: require that field.',
      })
    }
  })
export type LeadConfig = z.infer<typeof leadConfig>
