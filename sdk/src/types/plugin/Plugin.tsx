import type { PluginConfig } from '@lapel/contract/widgets/plugin'
import { Component, createRef, h } from 'preact'
import { guarded } from '../../kit.ts'
import type { Parts } from '../../parts.ts'
import type { WidgetProps } from '../../view.ts'
import { readMessage, type Said, type Told } from './messages.ts'

/** The frame's page, on the widget's host. The hash names the code; the frame fetches it by itself. */
const frameAddress = ({ instance, language }: Parts, sha256: string) =>
  `${instance.split('/functions/')[0]}/sdk/v1/plugin.html#${sha256}:${language}`

/** Approved code in a frame that has no origin: it reaches nothing of the page, and talks to it in messages. */
export class Plugin extends Component<WidgetProps<PluginConfig>, { height?: number; isMissing?: boolean }> {
  #frame = createRef<HTMLIFrameElement>()

  override componentDidMount(): void {
    addEventListener('message', this.#listen)
  }

  override componentWillUnmount(): void {
    removeEventListener('message', this.#listen)
  }

  override componentDidUpdate({ state: before }: WidgetProps<PluginConfig>): void {
    const { phase, errors, failure, corrections } = this.props.state
    if (phase !== before.phase && (phase === 'sending' || phase === 'sent')) this.#tell({ lapel: phase })
    if (corrections !== before.corrections) this.#tell({ lapel: 'refused', errors: Object.fromEntries(errors) })
    if (failure && failure !== before.failure) this.#tell({ lapel: 'failed' })
  }

  // The frame has no origin that could be named; what is told is public, and goes to this window alone.
  #tell(message: Told): void {
    this.#frame.current?.contentWindow?.postMessage(message, '*')
  }

  #listen = guarded(({ source, data }: MessageEvent): void => {
    const frame = this.#frame.current?.contentWindow
    const message = frame && source === frame ? readMessage(data) : undefined
    if (message) this.#obey(message)
  })

  #obey(message: Said): void {
    const { config, actions, parts } = this.props
    if (message.lapel === 'height') this.setState({ height: message.height })
    else if (message.lapel === 'failed') this.setState({ isMissing: true })
    else if (message.lapel === 'submit') this.#submit(message.payload)
    else if (message.lapel === 'close') actions.close()
    else if (message.lapel === 'ready') {
      this.#tell({ lapel: 'settings', settings: config.settings ?? {}, language: parts.language })
    }
  }

  #submit(payload: Extract<Said, { lapel: 'submit' }>['payload']): void {
    const { config, actions, state } = this.props
    if (state.phase === 'sending') return
    if (state.phase === 'sent') actions.reset()
    for (const { key, type } of config.fields ?? []) {
      const value = Object.hasOwn(payload, key) ? (payload[key] ?? '') : ''
      // Fields for numbers hold what was typed.
      actions.enter(key, type === 'number' && typeof value === 'number' ? `${value}` : value)
    }
    actions.submit()
  }

  override render({ config, parts, strings }: WidgetProps<PluginConfig>, { height, isMissing }: this['state']) {
    if (isMissing) return <p class="description">{strings.pluginMissing}</p>
    return (
      <iframe
        key={config.sha256}
        ref={this.#frame}
        part="plugin"
        title={config.title}
        // Never with allow-same-origin: the code would have the rights of the host that it comes from. Forms lead nowhere: the frame's policy forbids it.
        sandbox="allow-scripts allow-forms"
        referrerpolicy="no-referrer"
        src={frameAddress(parts, config.sha256)}
        height={height ?? config.height}
      />
    )
  }
}
