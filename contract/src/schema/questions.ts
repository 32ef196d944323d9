import { z } from 'zod'
import type { Condition, Questions } from '../branching.ts'
import { step } from './condition.ts'
import { field } from './field.ts'
import { areDistinct } from './text.ts'

export const fields = z
  .array(field)
  .min(1)
  .max(50)
  .refine((all) => areDistinct(all.map(({ key }) => key)), 'Two fields share a key.')

const steps = z
  .array(step)
  .min(1)
  .max(20)
  .refine((all) => areDistinct(all.map(({ key }) => key)), 'Two steps share a key.')

/** Fields, in steps or all at once, and what becomes of answers that are not sent yet. */
export const questions = {
  fields,
  steps: steps.optional(),
  /** Answers wait in the visitor's browser until they are sent, if the visitor agrees to storage. */
  resume: z.boolean().optional(),
  /** What was answered so far is kept although it was never sent. */
  partial: z.boolean().optional(),
}

type Report = (path: (string | number)[], message: string) => void

function checkCondition(
  showIf: Condition | undefined,
  earlier: ReadonlySet<string>,
  path: (string | number)[],
  report: Report,
) {
  const name = showIf?.all ? 'all' : 'any'
  for (const [index, { field: asked }] of (showIf?.[name] ?? []).entries()) {
    if (!earlier.has(asked))
      report([...path, 'showIf', name, index, 'field'], 'Only fields that come earlier can be asked.')
  }
}

function checkConditions({ fields: all, steps: pages }: Questions, report: Report): void {
  const earlier = new Set<string>()
  const firstOf = new Map(pages?.map(({ fields: [first] }, index) => [first, index]))
  for (const [index, { key, showIf }] of all.entries()) {
    const at = firstOf.get(key)
    if (at !== undefined) checkCondition(pages?.[at]?.showIf, earlier, ['steps', at], report)
    checkCondition(showIf, earlier, ['fields', index], report)
    earlier.add(key)
  }
}

/** Reports steps that do not hold every field once and in order, and conditions that ask what is not answered yet. */
export function checkQuestions(asked: Questions, context: z.RefinementCtx): void {
  const report: Report = (path, message) => context.addIssue({ code: 'custom', path, message })
  const { steps: pages } = asked
  const placed = pages?.flatMap(({ fields: keys }) => keys)
  if (placed && placed.join() !== asked.fields.map(({ key }) => key).join()) {
    report(['steps'], 'Every field belongs to one step, in the order of the fields.')
    return
  }
  checkConditions(asked, report)
}
