import type { FieldType } from '../fields/field.ts'
import { form } from '../form/FormWidget.tsx'
import type { Parts } from '../parts.ts'
import type { Published } from '../published.ts'
import { english, type Strings } from '../strings.ts'
import type { WidgetType } from '../view.ts'

type Part = Partial<WidgetType<never> & FieldType>

const types = import.meta.glob<{ part: Part }>('../types/*/index.tsx', { eager: true })
const fields = import.meta.glob<{ part: Part }>('../fields/*/index.tsx', { eager: true })
const locales = import.meta.glob<{ part: Part }>('../locales/??.ts', { eager: true })

/** Why HTML alone does not do what a widget does. A slider would say its middle where nobody touched it. */
export type Obstacle = 'type' | 'steps' | 'conditions' | 'files' | 'sliders'

const sendsByItself = /^(form|lead|feedback|newsletter|poll)$/

/** What keeps an inline widget from working before any script runs; undefined for nothing. */
export function findObstacle({ type, config }: Published): Obstacle | undefined {
  const has = (name: string) => config.fields?.some((field) => field.type === name)
  if (!sendsByItself.test(type)) return 'type'
  if (config.steps) return 'steps'
  if (config.fields?.some((field) => field.showIf)) return 'conditions'
  if (has('file')) return 'files'
  return has('slider') ? 'sliders' : undefined
}

const languageOf = ({ locale = '' }: Published['config']) => locale.toLowerCase().split('-')[0] ?? ''

/** What a published widget is drawn with as it first shows; undefined for what is not inline. */
export function partsOf(published: Published): Parts | undefined {
  const { type, config } = published
  if ((config.display?.mode ?? 'inline') !== 'inline') return undefined
  const asked = config.fields ?? []
  const branches = config.steps || asked.some((field) => field.showIf)
  const isForm = type === 'form' || type === 'lead'
  const name = isForm && branches ? 'branching' : type
  const widgetType = isForm && !branches ? (form as WidgetType<never>) : types[`../types/${name}/index.tsx`]?.part
  if (!widgetType) return undefined
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
