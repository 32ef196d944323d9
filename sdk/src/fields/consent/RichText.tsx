import { isLink, type Run, type RichText as Text } from '@lapel/contract/richText'
import { Fragment, h } from 'preact'

function Words({ text, bold, italic, href }: Run) {
  const Weight = bold ? 'strong' : Fragment
  const Slant = italic ? 'em' : Fragment
  const words = (
    <Weight>
      <Slant>{text}</Slant>
    </Weight>
  )
  // A visitor who reads up on it keeps what was entered here.
  return isLink(href) ? (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {words}
    </a>
  ) : (
    words
  )
}

const line = (runs: readonly Run[]) => runs.map((run, index) => <Words key={index} {...run} />)

/** Rich text of a config: text stays text, and links lead only where the contract lets them. */
export function RichText({ text }: { text: Text }) {
  return text.map((block, index) => {
    if (block.type !== 'list') return <p key={index}>{line(block.runs)}</p>
    const List = block.ordered ? 'ol' : 'ul'
    return (
      <List key={index}>
        {block.items.map((item, place) => (
          <li key={place}>{line(item)}</li>
        ))}
      </List>
    )
  })
}
