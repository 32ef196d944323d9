import { describe, expect, it } from 'vitest'
import { answerLine, answerText } from './answers.ts'

describe('answers in words', () => {
  it('names a choice as the form did, and keeps one the form does not know', () => {
    const options = [{ value: 'a', label: 'Apples' }]
    expect(answerText(['a', 'b'], { options })).toBe('Apples, b')
  })

  it('says yes and no', () => {
    expect(answerText(true, { yes: 'Yes', no: 'No' })).toBe('Yes')
    expect(answerText(false, { yes: 'Yes', no: 'No' })).toBe('No')
  })

  it('shows zero, and nothing for nothing', () => {
    expect([answerText(0), answerText(null), answerText('')]).toEqual(['0', '', ''])
  })

  it('shows what no form asks for as it came', () => {
    expect(answerText({ deep: ['<b>'] })).toBe('{\n  "deep": [\n    "<b>"\n  ]\n}')
  })

  it('makes a line of the first three written answers', () => {
    expect(answerLine({ payload: { a: true, b: 'one', c: '', d: 2, e: 'two', f: 'three', g: 'four' } })).toBe(
      'one · two · three',
    )
  })
})
