import type { FieldType } from '../fields/field.ts'
import { form } from '../form/FormWidget.tsx'
import type { Parts } from '../parts.ts'
import type { Published } from '../published.ts'
import { english, type Strings } from '../strings.ts'
import type { WidgetType } from '../view.ts'

type Part = Partial<WidgetType<never> & FieldType>

const types = import.meta.glob<{ part: Part }>('../types/{feedback,newsletter,poll}/index.tsx', { eager: true })
const fields = import.meta.glob<{ part: Part }>('../fields/*/index.tsx', { eager: true })
const locales = import.meta.glob<{ part: Part }>('../locales/??.ts', { eager: true })

/** Fields that need a script: a slider would say its middle where nobody touched it. */
const needsScript = /^(file|slider)$/

const languageOf = ({ locale = '' }: Published['config']) => locale.toLowerCase().split('-')[0] ?? ''

/** What a published form is drawn with before any script runs; undefined for what only a script can draw. */
export function partsOf({ type, config }: Published): Parts | undefined {
  const asked = config.fields ?? []
  const isForm = type === 'form' || type === 'lead'
  const widgetType = isForm ? (form as WidgetType<never>) : types[`../types/${type}/index.tsx`]?.part
  const moves = config.steps || asked.some((field) => field.showIf || needsScript.test(field.type))
  if (!widgetType || moves || (config.display?.mode ?? 'inline') !== 'inline') return undefined
  const language = languageOf(config)
  const own = [...new Set(asked.map((field) => field.type))].flatMap((name) => {
    const part = fields[`../fields/${name}/index.tsx`]?.part
    return part ? [[name, part] as const] : []
  })
  const loaded: Part[] = [widgetType, ...own.map(([, part]) => part)]
  const words = locales[`../locales/${language}.ts`]?.part
  return {
    type: widgetType as WidgetType<never>,
    fields: { ...(Object.fromEntries(own) as Record<string, FieldType>), ...widgetType.fieldTypes },
    modes: undefined,
    mode: 'inline',
    sending: undefined,
    instance: '',
    strings: Object.assign({}, english, ...loaded.map((part) => part.strings), words?.strings) as Strings,
    language,
    css: loaded.map((part) => part.css ?? '').join(''),
  }
}
