import { type Block, isLink, type Run, type RichText as Tree } from '@lapel/contract/richText'
import { type ComponentChild, h } from 'preact'

/** Text is a text node, whatever it says; a link that may not be followed is its text alone. */
function drawRun({ text, bold, italic, href }: Run): ComponentChild {
  let drawn: ComponentChild = text
  if (italic) drawn = <em>{drawn}</em>
  if (bold) drawn = <strong>{drawn}</strong>
  if (!isLink(href)) return drawn
  return (
    <a href={href} rel="noopener">
      {drawn}
    </a>
  )
}

function drawBlock(block: Block): ComponentChild {
  if (block.type !== 'list') return <p>{block.runs.map(drawRun)}</p>
  const List = block.ordered ? 'ol' : 'ul'
  return (
    <List>
      {block.items.map((runs) => (
        <li>{runs.map(drawRun)}</li>
      ))}
    </List>
  )
}

/** Draws the tree of rich text: paragraphs, lists, bold, italic and links, and nothing else that it might hold. */
export const RichText = ({ text }: { text: Tree }) => <div class="rich">{text.map(drawBlock)}</div>
