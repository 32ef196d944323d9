import { downloadCSV } from 'react-admin'

/** A spreadsheet runs a cell that starts like this as a formula (ASVS 1.2.10); an apostrophe makes it text. */
const formulaStart = /^[=+\-@\t\r\0]/

const byteOrderMark = '\ufeff'

type Flat = Record<string, unknown>

/** One level deep: nested objects become `parent.child` columns, lists become one cell. */
function flatten(record: object, prefix = '', flat: Flat = {}): Flat {
  for (const [key, value] of Object.entries(record)) {
    const name = prefix + key
    if (Array.isArray(value))
      flat[name] = value.every((item) => typeof item !== 'object') ? value.join(', ') : JSON.stringify(value)
    else if (typeof value === 'object' && value !== null) flatten(value, `${name}.`, flat)
    else flat[name] = value
  }
  return flat
}

/** Rows as CSV text in which no cell, header included, is a formula. Every cell is quoted. */
export async function toSafeCsv(records: readonly object[]): Promise<string> {
  const { default: papa } = await import('papaparse')
  const rows = records.map((record) => flatten(record))
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const data = rows.map((row) => fields.map((field) => row[field]))
  return papa.unparse({ fields, data }, { escapeFormulae: formulaStart, quotes: true, newline: '\r\n' })
}

/** Has the browser save text as `<name>.csv`, marked so that spreadsheets read it as UTF-8. */
export const saveCsv = (csv: string, name: string) => downloadCSV(byteOrderMark + csv, name)

/** react-admin's exporter, safe: downloads the records as `<resource>.csv`. */
export async function exporter(records: readonly object[], _related: unknown, _provider: unknown, resource = 'export') {
  saveCsv(await toSafeCsv(records), resource)
}
