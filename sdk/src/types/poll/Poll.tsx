import type { PollConfig } from '@lapel/contract/widgets/poll'
import { Component, Fragment, h } from 'preact'
import { FormWidget } from '../../kit.ts'
import type { WidgetProps } from '../../view.ts'
import { Results } from './Results.tsx'

/** One question and its options; after the vote what others chose, where the config says so. */
export class Poll extends Component<WidgetProps<PollConfig>> {
  // Once sent, the session holds no answers any more.
  private own: readonly string[] = []

  override render(props: WidgetProps<PollConfig>) {
    const { config, state, actions, strings, parts } = props
    if (state.phase === 'sending') this.own = [state.answers.get('choice') ?? []].flat().map(String)
    if (state.phase !== 'sent' || !config.results) return <FormWidget {...props} />
    return (
      <>
        <FormWidget {...props} />
        <Results config={config} actions={actions} strings={strings} parts={parts} own={this.own} />
      </>
    )
  }
}
