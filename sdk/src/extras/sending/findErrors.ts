import type { FieldProblem } from '@lapel/contract/errors'
import type { Field } from '@lapel/contract/fieldRules'
import { checkBasic } from '@lapel/contract/rules/basic'
import { applyRule } from '@lapel/contract/rules/rule'
import type { Check } from '../../fields/field.ts'
import type { Answered, FieldErrors } from '../../form/answers.ts'
import { collect, toPayloadValue } from '../../kit.ts'
import type { Strings } from '../../strings.ts'
import { english } from './english.ts'

/** The rules of the fields that the runtime draws itself. */
const checkSimple: Check = (field, value) => applyRule(checkBasic, field, value)

/** The messages for the fields whose answers break a rule. */
export function findErrors(fields: readonly Field[], answered: Answered): FieldErrors {
  const strings = { ...english, ...answered.parts?.strings } as Strings
  const { rules, requiredTick } = strings
  const findError = (field: Field) => {
    const check = answered.parts?.fields[field.type]?.check ?? checkSimple
    const { code, bound, message } =
      check(field, toPayloadValue(field, answered), answered.answers.get(field.key)) ?? {}
    if (code === 'required' && field.type === 'checkbox') return requiredTick
    const key = code === 'required' && field.options ? 'option' : code
    if (message) return message
    // The rules of lazy fields have their words among the other words of those fields.
    const words = key && ((rules as Readonly<Record<string, string>>)[key] ?? strings[key] ?? rules.type)
    return words && `${words}`.replace('#', `${bound}`)
  }
  return new Map(collect(fields, findError))
}

/** The server's problems by field; they are about rules that this build does not know, so the words are the server's. */
export function placeProblems(fields: readonly Field[], problems: readonly FieldProblem[]): FieldErrors {
  return new Map(collect(fields, ({ key }) => problems.find(({ pointer }) => pointer === `/payload/${key}`)?.detail))
}
