import { describe, expect, it } from 'vitest'
import { toSafeCsv } from './exporter.ts'

const cellsOf = async (value: unknown) => (await toSafeCsv([{ value }])).split('\r\n')[1]

describe('CSV export', () => {
  it.each(['=1+1', '+43 660', '-2', '@home', '\tx', '\rx', '\0x'])('makes %j text by an apostrophe', async (value) => {
    expect(await cellsOf(value)).toBe(`"'${value}"`)
  })

  it.each(['a=1', ' =1', "'=1", '2+2'])('leaves %j as it is', async (value) => {
    expect(await cellsOf(value)).toBe(`"${value}"`)
  })

  it('keeps numbers numbers, also negative ones', async () => {
    expect(await cellsOf(-5)).toBe('"-5"')
  })

  it('doubles quotes and keeps separators and line breaks inside the cell', async () => {
    expect(await toSafeCsv([{ value: 'say "hi";\n=1,2' }])).toBe('"value"\r\n"say ""hi"";\n=1,2"')
  })

  it('guards the cells of nested objects and lists, and what visitors may name: the header', async () => {
    const csv = await toSafeCsv([{ '=cmd': 1, payload: { name: '=1', tags: ['@a', 'b'], none: null } }])
    expect(csv).toBe(`"'=cmd","payload.name","payload.tags","payload.none"\r\n"1","'=1","'@a, b",`)
  })

  it('writes a column for every key that any row has', async () => {
    expect(await toSafeCsv([{ a: 1 }, { b: 2 }])).toBe('"a","b"\r\n"1",\r\n,"2"')
  })
})
