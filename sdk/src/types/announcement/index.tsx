import { isLink } from '@lapel/contract/richText'
import type { AnnouncementConfig } from '@lapel/contract/widgets/announcement'
import { Component, h } from 'preact'
import { RichText } from '../../fields/RichText.tsx'
import type { WidgetProps, WidgetType } from '../../view.ts'
import css from './announcement.css?inline'

/** What visitors closed on this page; nothing is stored. */
const dismissed = new Set<string>()

/** Something to read, and perhaps a place to go. */
class Announcement extends Component<WidgetProps<AnnouncementConfig>> {
  /** A new revision is a new announcement. */
  get #name(): string {
    const { config } = this.props.state
    return `${config?.public_id} ${config?.revision}`
  }

  #dismiss = (): void => {
    dismissed.add(this.#name)
    this.forceUpdate()
  }

  override render({ config, parts, strings }: WidgetProps<AnnouncementConfig>) {
    const { title, content, action, dismissible } = config
    // What opens has a name and a way to close it already.
    const isInline = parts.mode === 'inline'
    if (isInline && dismissed.has(this.#name)) return null
    return (
      <div
        class={`announcement ${dismissible ? 'dismissible' : ''}`}
        part="announcement"
        {...(isInline && { role: 'region', 'aria-label': title })}
      >
        <div class="rich">
          <RichText text={content} />
        </div>
        {action && isLink(action.href) && (
          <a class="button" part="button" href={action.href} rel="noopener">
            {action.label}
          </a>
        )}
        {isInline && dismissible && (
          <button type="button" class="dismiss" part="close" aria-label={`${strings.dismiss}`} onClick={this.#dismiss}>
            <span aria-hidden="true">×</span>
          </button>
        )}
      </div>
    )
  }
}

export const part: WidgetType<AnnouncementConfig> = {
  component: Announcement,
  fields: () => [],
  css,
  strings: { dismiss: 'Close' },
}
