import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkField, checkPayload, describeViolation, type Field, type FieldType, fieldTypes } from './fieldRules.ts'
import { checkBasic } from './rules/basic.ts'
import { applyRule } from './rules/rule.ts'

const options = [
  { value: 'red', label: 'Red' },
  { value: 'blue', label: 'Blue' },
]

// Rules are asked about any mixture of members here, as from a config that no schema has seen.
function field(type: FieldType, rules: object = {}): Field {
  const own = type === 'select' || type === 'radio' || type === 'multiselect' ? { options } : {}
  return { key: 'answer', type, label: 'Answer', ...own, ...rules } as Field
}

const code = (subject: Field, value: unknown) => checkField(subject, value)?.code

describe('a required field', () => {
  test.each(fieldTypes.filter((type) => type !== 'file'))(
    'of type %s refuses nothing, blanks and an unticked box',
    (type) => {
      for (const value of [undefined, null, '', '   ', false, []]) {
        expect(code(field(type, { required: true }), value)).toBe('required')
        expect(code(field(type), value)).toBeUndefined()
      }
    },
  )
})

describe('values of the right kind', () => {
  test.each<[Field['type'], unknown, string | undefined]>([
    ['email', 'ada@example.com', undefined],
    ['email', ' ada@example.com ', undefined],
    ['email', 'ada@localhost', 'email'],
    ['email', 'ada@@example.com', 'email'],
    ['url', 'https://example.com/a', undefined],
    ['url', 'javascript:alert(1)', 'url'],
    ['tel', '+49 (30) 901-820', undefined],
    ['tel', 'call me', 'tel'],
    ['number', 3.5, undefined],
    ['number', '3.5', 'number'],
    ['number', Number.NaN, 'number'],
    ['select', 'red', undefined],
    ['radio', 'green', 'option'],
    ['checkbox', true, undefined],
    ['checkbox', 'yes', 'type'],
    ['text', 12, 'type'],
    ['textarea', ['a'], 'type'],
    ['multiselect', ['red', 'blue'], undefined],
    ['multiselect', ['red', 'red'], 'type'],
    ['multiselect', 'red', 'type'],
    ['multiselect', ['green'], 'option'],
    ['consent', true, undefined],
    ['consent', 'on', 'type'],
    ['date', '2028-02-29', undefined],
    ['date', '2026-02-29', 'date'],
    ['date', '2026-2-9', 'date'],
    ['date', '29.02.2028', 'date'],
    ['time', '23:59', undefined],
    ['time', '24:00', 'time'],
    ['rating', 5, undefined],
    ['rating', 0, 'option'],
    ['rating', 4.5, 'option'],
    ['rating', '5', 'option'],
    ['scale', 0, undefined],
    ['scale', 11, 'option'],
    ['slider', 3, undefined],
    ['slider', '3', 'number'],
    ['hidden', 'spring', undefined],
    ['hidden', {}, 'type'],
    ['file', ['x'], 'type'],
  ])('%s: %j is %s', (type, value, expected) => {
    expect(code(field(type), value)).toBe(expected)
  })
})

describe('bounds', () => {
  test('lengths count code points, so an emoji is one', () => {
    expect(code(field('text', { maxLength: 3 }), '👍👍👍')).toBeUndefined()
    expect(checkField(field('text', { maxLength: 3 }), '👍👍👍👍')).toEqual({
      key: 'answer',
      code: 'tooLong',
      bound: 3,
    })
    expect(checkField(field('text', { minLength: 2 }), '👍')).toEqual({ key: 'answer', code: 'tooShort', bound: 2 })
  })

  test('a text without a maximum has one all the same', () => {
    expect(code(field('text'), 'x'.repeat(501))).toBe('tooLong')
    expect(code(field('textarea'), 'x'.repeat(5000))).toBeUndefined()
    expect(code(field('textarea'), 'x'.repeat(5001))).toBe('tooLong')
  })

  test('a number meets its bounds exactly', () => {
    const age = field('number', { min: 18, max: 120 })
    expect([17.9, 18, 120, 120.1].map((value) => code(age, value))).toEqual([
      'tooSmall',
      undefined,
      undefined,
      'tooLarge',
    ])
  })
})

describe('shapes, steps and amounts', () => {
  test.each<[Field['type'], object, unknown, string | undefined]>([
    ['text', { pattern: 'letters' }, "Zoë O'Neil-Ünal", undefined],
    ['text', { pattern: 'letters' }, 'R2D2', 'letters'],
    ['text', { pattern: 'digits' }, '00442', undefined],
    ['text', { pattern: 'digits' }, '1.5', 'digits'],
    ['text', { pattern: 'alphanumeric' }, 'Größe7', undefined],
    ['text', { pattern: 'alphanumeric' }, 'a b', 'alphanumeric'],
    ['text', { pattern: 'postcode' }, 'SW1A 1AA', undefined],
    ['text', { pattern: 'postcode' }, '?', 'postcode'],
    ['text', { pattern: 'digits', maxLength: 2 }, '123', 'tooLong'],
    ['number', { step: 0.1 }, 0.3, undefined],
    ['number', { step: 0.1 }, 0.35, 'step'],
    ['number', { min: 1, step: 2 }, 3, undefined],
    ['slider', { min: 1, max: 9, step: 2 }, 4, 'step'],
    ['rating', { max: 3 }, 4, 'option'],
    ['scale', { min: 1, max: 5 }, 0, 'option'],
    ['multiselect', { minChoices: 2 }, ['red'], 'tooFew'],
    ['multiselect', { maxChoices: 1 }, ['red', 'blue'], 'tooMany'],
    ['date', { earliest: '2026-11-21' }, '2026-11-20', 'tooEarly'],
    ['date', { latest: '2026-11-21' }, '2026-11-21', undefined],
    ['time', { latest: '18:00' }, '18:01', 'tooLate'],
  ])('%s %j: %j is %s', (type, rules, value, expected) => {
    expect(code(field(type, rules), value)).toBe(expected)
  })
})

test('a pattern that is missed is told in the words of the config', () => {
  const digits = field('text', { pattern: 'digits', patternMessage: 'The number on your card.', maxLength: 2 })
  const told = (value: string) => {
    const violation = checkField(digits, value)
    return violation && describeViolation(violation)
  }
  expect([told('a'), told('123'), told('12')]).toEqual([
    'The number on your card.',
    'At most 2 characters are allowed.',
    undefined,
  ])
})

test('what checkBasic says of the types it knows, all rules say', () => {
  const basic = ['text', 'textarea', 'email', 'tel', 'url', 'number', 'select', 'radio', 'checkbox'] as const
  fc.assert(
    fc.property(fc.constantFrom(...basic), fc.boolean(), fc.anything(), (type, required, value) => {
      const subject = field(type, { required, minLength: 2, max: 5 })
      expect(applyRule(checkBasic, subject, value)).toEqual(checkField(subject, value))
    }),
  )
})

describe('a payload', () => {
  test('names fields in the order of the form, then the keys that no field owns', () => {
    const fields = [field('text', { key: 'name', required: true }), field('email', { key: 'email' })]
    const violations = checkPayload(fields, { extra: 1, email: 'nobody' })
    expect(violations.map(({ key, code: found }) => [key, found])).toEqual([
      ['name', 'required'],
      ['email', 'email'],
      ['extra', 'unknownField'],
    ])
  })

  test('does not take what every object inherits for an answer', () => {
    const inherited = field('text', { key: 'constructor', required: true })
    expect(checkPayload([inherited], {})).toEqual([{ key: 'constructor', code: 'required' }])
    const hostile = JSON.parse('{"__proto__": {"admin": true}}')
    expect(checkPayload([], hostile)).toEqual([{ key: '__proto__', code: 'unknownField' }])
  })
})

test('no value makes a rule throw, and every violation can be told in a sentence', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fieldTypes), fc.boolean(), fc.anything(), (type, required, value) => {
      const violation = checkField(field(type, { required, minLength: 2, maxLength: 9, min: 1, max: 5 }), value)
      if (violation) expect(describeViolation(violation)).toMatch(/^[A-Z].*\.$/)
    }),
  )
})
