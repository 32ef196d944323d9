import type { PollResults } from '@lapel/contract/results'
import type { PollConfig } from '@lapel/contract/widgets/poll'
import { Component, h } from 'preact'
import { warn } from '../../guard.ts'
import type { WidgetProps } from '../../view.ts'

const patience = 10_000

/** Votes for a choice, its share of all who voted in whole per cent, and whether it is the visitor's own. */
interface Line {
  value: string
  label: string
  votes: number
  share: number
  isOwn: boolean
}

/** The lines to draw. A vote that was stored after the counting is added to it. */
export function linesOf(
  { options }: PollConfig,
  results: PollResults,
  own: readonly string[],
  isCounted: boolean,
): Line[] {
  const voters = results.voters + (isCounted ? 0 : 1)
  const votesFor = new Map(results.options.map(({ value, votes }) => [value, votes]))
  return options.map(({ value, label }) => {
    const isOwn = own.includes(value)
    const votes = (votesFor.get(value) ?? 0) + (isOwn && !isCounted ? 1 : 0)
    return { value, label, votes, share: Math.round((100 * votes) / Math.max(voters, 1)), isOwn }
  })
}

interface ResultsProps extends Pick<WidgetProps<PollConfig>, 'config' | 'actions' | 'strings' | 'parts'> {
  /** What the visitor has chosen. */
  own: readonly string[]
}

interface ResultsState {
  results?: PollResults
  /** Whether the visitor's own vote is among them. */
  isCounted?: boolean
}

/** What others chose, under the receipt. Where it cannot be had, the receipt stands alone. */
export class Results extends Component<ResultsProps, ResultsState> {
  private began = performance.now()
  private leave = new AbortController()

  // A part has no lifecycle but this.
  private follow = (element: HTMLElement | null) => {
    if (!element) return this.leave.abort()
    const signal = AbortSignal.any([this.leave.signal, AbortSignal.timeout(patience)])
    fetch(this.props.actions.endpoint('results'), { signal })
      .then(async (response) => {
        if (!response.ok) return
        const results: PollResults = await response.json()
        this.setState({ results, isCounted: results.age * 1000 < performance.now() - this.began })
      })
      .catch((error) => this.leave.signal.aborted || warn(error))
  }

  override render({ config, own, strings, parts }: ResultsProps, { results, isCounted = false }: ResultsState) {
    if (!results) return <div ref={this.follow} />
    const number = new Intl.NumberFormat(parts.language || undefined)
    const percent = new Intl.NumberFormat(parts.language || undefined, { style: 'percent' })
    return (
      <div class="results" part="results" role="status" ref={this.follow}>
        <ul>
          {linesOf(config, results, own, isCounted).map(({ value, label, votes, share, isOwn }) => (
            <li key={value} class={isOwn ? 'own' : ''}>
              <span>{label}</span>
              <span>
                {`${percent.format(share / 100)} · ${number.format(votes)}`}
                {isOwn && <span class="yours">{` · ${strings.yourVote}`}</span>}
              </span>
              <span class="bar" aria-hidden="true" ref={(bar) => bar?.style.setProperty('--share', `${share}%`)} />
            </li>
          ))}
        </ul>
        <p class="help">{`${strings.voters}`.replace('#', number.format(results.voters + (isCounted ? 0 : 1)))}</p>
      </div>
    )
  }
}
