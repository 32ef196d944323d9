import { type Shown, type Step, shownOf } from '@lapel/contract/branching'
import type { Field } from '@lapel/contract/fieldRules'
import type { FormConfig } from '@lapel/contract/widgets/form'
import { Component, createRef, Fragment, h } from 'preact'
import { Fields, FormWidget, SubmitRow, Trap, toPayload } from '../../kit.ts'
import type { State } from '../../state.ts'
import type { WidgetProps } from '../../view.ts'

type Props = WidgetProps<FormConfig>

interface Place {
  /** Key of the step that is shown; the first while undefined. */
  at: string | undefined
}

/** What a visitor has before them. Without steps, all fields are on one page. */
interface Page {
  fields: readonly Field[]
  steps: readonly Step[]
  index: number
}

const readShown = ({ config, state }: Props): Shown => shownOf(config, toPayload(config.fields, state))

/** The fields of a step in the order of the form. */
const fieldsOf = (fields: readonly Field[], step: Step | undefined) =>
  step ? fields.filter(({ key }) => step.fields.includes(key)) : fields

/** The state with the errors of this page alone. */
function ofPage(state: State, fields: readonly Field[]): State {
  const here = new Set(fields.map(({ key }) => key))
  return { ...state, errors: new Map([...state.errors].filter(([key]) => here.has(key))) }
}

/** A form whose fields depend on answers, perhaps in steps. */
export class Steps extends Component<Props, Place> {
  override state: Place = { at: undefined }
  #heading = createRef<HTMLHeadingElement>()

  #page({ fields, steps }: Shown): Page {
    const index = Math.max(
      steps.findIndex(({ key }) => key === this.state.at),
      0,
    )
    return { fields: fieldsOf(fields, steps[index]), steps, index }
  }

  override componentDidUpdate(before: Props, { at }: Place): void {
    const { phase, corrections } = this.props.state
    if (phase === 'sent' && this.state.at) this.setState({ at: undefined })
    if (phase === 'sent' || before.state.phase === 'sent') return
    const shown = readShown(this.props)
    const isWrong = this.#isWrong(this.#page(shown).fields)
    // Where something is wrong, the list of it has taken the keyboard.
    if (at !== this.state.at && !isWrong) this.#heading.current?.focus()
    if (corrections !== before.state.corrections && !isWrong) this.#goToErrors(shown)
  }

  #isWrong(fields: readonly Field[]): boolean {
    return fields.some(({ key }) => this.props.state.errors.has(key))
  }

  /** What is wrong may be on a page before this one, if the endpoint found it. */
  #goToErrors({ fields, steps }: Shown): void {
    const first = steps.find((step) => this.#isWrong(fieldsOf(fields, step)))
    if (first) this.#go(first)
  }

  #go(step: Step): void {
    this.setState({ at: step.key })
    this.props.actions.step(step.key)
  }

  #next = (event: Event): void => {
    event.preventDefault()
    const { actions } = this.props
    const { fields, steps, index } = this.#page(readShown(this.props))
    const next = steps[index + 1]
    if (!next) actions.submit()
    else if (actions.check(fields.map(({ key }) => key))) this.#go(next)
  }

  #renderStep({ steps, index }: Page) {
    const step = steps[index]
    const { progress } = this.props.strings
    return (
      step && (
        <div class="step">
          <div class="bars" aria-hidden="true">
            {steps.map(({ key }, place) => (
              <span key={key} class={place > index ? '' : 'done'} />
            ))}
          </div>
          <p id="progress" class="help">
            {`${progress}`.replace('#', `${index + 1}`).replace('$', `${steps.length}`)}
          </p>
          <h3 tabIndex={-1} aria-describedby="progress" ref={this.#heading}>
            {step.title}
          </h3>
          {step.description && <p class="description">{step.description}</p>}
        </div>
      )
    )
  }

  #renderButtons({ steps, index }: Page, view: Omit<Props, 'config'>) {
    const { strings, config, state } = this.props
    const before = steps[index - 1]
    return (
      <div class="moves">
        {before && (
          <button
            type="button"
            class="button back"
            aria-disabled={state.phase === 'sending'}
            onClick={() => state.phase === 'editing' && this.#go(before)}
          >
            {strings.back}
          </button>
        )}
        {index + 1 < steps.length ? (
          <button key="next" type="submit" class="button" part="button">
            {strings.next}
          </button>
        ) : (
          <SubmitRow label={config.submitLabel} {...view} />
        )}
      </div>
    )
  }

  override render({ config, ...rest }: Props) {
    if (rest.state.phase === 'sent') return <FormWidget {...this.props} />
    const page = this.#page(readShown(this.props))
    const { fields, index } = page
    const view = { ...rest, state: ofPage(rest.state, fields) }
    return (
      <form class="form" part="form" noValidate aria-labelledby="title" onSubmit={this.#next}>
        <div>
          <h2 id="title" part="title">
            {config.title}
          </h2>
          {!index && (
            <>
              <p class="description">{config.description}</p>
              {config.fields.some(({ required }) => required) && <p class="help">{rest.strings.requiredMark}</p>}
            </>
          )}
        </div>
        {this.#renderStep(page)}
        <Fields fields={fields} {...view} />
        {this.#renderButtons(page, view)}
        <Trap {...view} />
      </form>
    )
  }
}
