import { h } from 'preact'
import type { Door } from './extras/modes/modes.ts'
import { directionOf } from './parts.ts'
import type { State } from './state.ts'
import { english } from './strings.ts'
import type { Actions } from './view.ts'

/** What the page put inside the element, or a quiet line where trying again can help, or nothing at all. */
function Unavailable({ failure, reload }: Pick<State, 'failure'> & Pick<Actions, 'reload'>) {
  return (
    <slot>
      {failure?.transient && (
        <p class="widget description">
          {`${english.unavailable} `}
          <button type="button" class="link" onClick={reload}>
            {english.tryAgain}
          </button>
        </p>
      )}
    </slot>
  )
}

interface ShellProps {
  state: State
  actions: Actions
  /** Of a widget that is not inline, once its parts are there. */
  door: Door | undefined
}

/** All that a widget shows, from its state. */
export function Widget({ state, actions, door }: ShellProps) {
  const { phase, config: published, parts, failure, sending } = state
  if (phase === 'unavailable') return <Unavailable failure={failure} reload={actions.reload} />
  // Where it shows is in the config: until that is there, nothing takes up a place.
  if (!published || !parts) return null
  const { type, modes, language } = parts
  const strings = { ...sending?.strings, ...parts.strings }
  const { config } = published
  const Type = type.component
  const Frame = modes?.frame
  const locale = { lang: language || undefined, dir: directionOf(language) }
  const card = (
    <div class="widget card" part="card" aria-busy={phase === 'sending'} {...locale}>
      <Type config={config as never} state={state} parts={parts} strings={strings} actions={actions} />
    </div>
  )
  if (!Frame || !door) return card
  return (
    <Frame door={door} locale={locale} strings={strings} title={config.title}>
      {card}
    </Frame>
  )
}
