import type { FieldProblem } from '../../../contract/src/errors.ts'
import { jsonPointer } from './problem.ts'

/** Deepest nesting of objects and arrays in a body. */
export const maxDepth = 32
/** Most object members in a whole body, where a route does not have bodies of more. */
export const maxKeys = 200
/** Most array elements in a whole body. Postgres spells out every digit of a number, which may be 300 of them. */
export const maxElements = 1000

type Finding = Omit<FieldProblem, 'pointer'>

const tooDeep: Finding = { code: 'depth', detail: `More than ${maxDepth} levels of nesting.` }
const tooManyElements: Finding = { code: 'elements', detail: `More than ${maxElements} elements in arrays in all.` }

// Postgres stores neither; refused here, a visitor's text can never make the database fail.
function checkText(text: string): Finding | undefined {
  if (text.includes('\u0000')) return { code: 'nul', detail: 'U+0000 is not allowed in text.' }
  if (/\p{Surrogate}/u.test(text)) return { code: 'surrogate', detail: 'Half of a surrogate pair is not text.' }
  return undefined
}

/** The first place where a parsed body is nested too deep, has too many keys or elements, or holds text that cannot be stored. */
export function findUnsafe(body: unknown, mostKeys = maxKeys): FieldProblem | undefined {
  const path: string[] = []
  let keys = 0
  let elements = 0

  function visitEntry(key: string, value: unknown, inObject: boolean): Finding | undefined {
    path.push(key)
    if (inObject && ++keys > mostKeys) return { code: 'keys', detail: `More than ${mostKeys} keys in all.` }
    if (!inObject && ++elements > maxElements) return tooManyElements
    const found = (inObject ? checkText(key) : undefined) ?? visit(value)
    if (!found) path.pop()
    return found
  }

  function visit(value: unknown): Finding | undefined {
    if (typeof value === 'string') return checkText(value)
    if (typeof value !== 'object' || value === null) return undefined
    if (path.length >= maxDepth) return tooDeep
    for (const [key, inner] of Object.entries(value)) {
      const found = visitEntry(key, inner, !Array.isArray(value))
      if (found) return found
    }
    return undefined
  }

  const found = visit(body)
  return found && { pointer: jsonPointer(path), ...found }
}
