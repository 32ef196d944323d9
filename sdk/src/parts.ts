import { loadChunk } from './chunks.ts'
import type { Modes } from './extras/modes/modes.ts'
import type { Mode } from './extras/modes/presentation.ts'
import type { Sending } from './extras/sending/sending.ts'
import type { TakeOver } from './extras/takeover/index.ts'
import type { FieldType } from './fields/field.ts'
import { form } from './form/FormWidget.tsx'
import { warn } from './guard.ts'
import type { Placement } from './placement.ts'
import type { Published } from './published.ts'
import { english, type Strings } from './strings.ts'
import type { WidgetType } from './view.ts'

/** What a widget is drawn with. */
export interface Parts {
  type: WidgetType<never>
  /** The field types beyond those that controls.tsx draws. */
  fields: Readonly<Record<string, FieldType>>
  /** Undefined for an inline widget. */
  modes: Modes | undefined
  mode: Mode
  /** For a form in steps: there the answers are checked before the last is given. */
  sending: Sending | undefined
  /** For a form that was in the page before the SDK. */
  takeOver?: TakeOver | undefined
  /** Address of the instance on its host. */
  instance: string
  strings: Strings
  /** Language of the strings. */
  language: string
  /** Added to the shared look. */
  css: string
}

type Part = WidgetType<never> & FieldType & Modes & Sending & { takeOver: TakeOver }

const simple = /^(text|email|tel|url|number|textarea|select|checkbox|hidden)$/
const optional = /^locales/
const rightToLeft = /^(ar|fa|he|ur)/

/** The direction of a language's script. */
export const directionOf = (language: string): 'ltr' | 'rtl' => (rightToLeft.test(language) ? 'rtl' : 'ltr')

/** The language of what the SDK itself says: that of the config's texts, else the page's. */
function readLanguage({ option }: Placement, { locale }: Published['config']): string {
  const tag = option('locale') || locale || document.documentElement.lang
  return `${tag}`.toLowerCase().split('-')[0] ?? ''
}

/**
 * The parts that a config asks for. At once where the runtime has them all, which it has for a simple inline form; else
 * when they are loaded, all side by side. `held`: a form that is in the page already. Rejects if one is missing, except that the language may be.
 */
export function findParts(placement: Placement, { type, config }: Published, held?: boolean): Parts | Promise<Parts> {
  const { option } = placement
  const mode = (option('mode') || config.display?.mode || 'inline') as Mode
  const language = readLanguage(placement, config)
  const fieldTypes = [...new Set(config.fields?.map((field) => field.type))].filter((name) => !simple.test(name))
  // A lead is drawn as a form is: what makes it a lead concerns the server. Steps and conditions draw the same config otherwise: they are a type of their own here.
  const branches = config.steps || config.fields?.some((field) => field.showIf)
  const typeName = type === 'form' || type === 'lead' ? (branches ? 'branching' : 'form') : type
  const wanted = [
    typeName !== 'form' && `types/${typeName}`,
    ...fieldTypes.map((name) => `fields/${name}`),
    branches && 'extras/sending',
    held && 'extras/takeover',
    mode !== 'inline' && 'extras/modes',
    language && __LANGUAGES__.includes(` ${language} `) && `locales/${language}`,
  ].filter((name): name is string => !!name)

  const assemble = (loaded: (Part | undefined)[]): Parts => {
    const find = (name: string) => loaded[wanted.indexOf(name)]
    const widgetType = find(`types/${typeName}`) ?? (form as WidgetType<never>)
    return {
      type: widgetType,
      fields: {
        ...Object.fromEntries(fieldTypes.map((name) => [name, find(`fields/${name}`) as FieldType])),
        ...widgetType.fieldTypes,
      },
      modes: find('extras/modes'),
      mode,
      sending: find('extras/sending'),
      takeOver: find('extras/takeover')?.takeOver,
      instance: placement.instance,
      // The language comes last, and puts its own words in the place of all others.
      strings: Object.assign({}, english, ...loaded.map((part) => part?.strings)),
      language,
      css: loaded.map((part) => part?.css ?? '').join(''),
    }
  }
  const load = (name: string) => {
    const part: Promise<Part | undefined> = loadChunk(name, placement.page.base)
    return optional.test(name) ? part.catch(warn as () => undefined) : part
  }
  return wanted.length ? Promise.all(wanted.map(load)).then(assemble) : assemble([])
}
