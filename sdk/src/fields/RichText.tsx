import { type Block, isLink, type Run, type RichText as Tree } from '@lapel/contract/richText'
import { type ComponentChild, h } from 'preact'

type Target = '_blank' | undefined

/** Text is a text node, whatever it says; a link that may not be followed is its text alone. */
function drawRun({ text, bold, italic, href }: Run, target: Target): ComponentChild {
  let drawn: ComponentChild = text
  if (italic) drawn = <em>{drawn}</em>
  if (bold) drawn = <strong>{drawn}</strong>
  if (!isLink(href)) return drawn
  return (
    <a href={href} rel="noopener" target={target}>
      {drawn}
    </a>
  )
}

function drawBlock(block: Block, target: Target): ComponentChild {
  const drawRuns = (runs: readonly Run[]) => runs.map((run) => drawRun(run, target))
  if (block.type !== 'list') return <p>{drawRuns(block.runs)}</p>
  const List = block.ordered ? 'ol' : 'ul'
  return (
    <List>
      {block.items.map((runs) => (
        <li>{drawRuns(runs)}</li>
      ))}
    </List>
  )
}

/**
 * Draws the tree of rich text: paragraphs, lists, bold, italic and links, and nothing else that it might hold.
 *
 * @param target of its links; a visitor who reads up on a form keeps what was entered in it
 */
export const RichText = ({ text, target }: { text: Tree; target?: Target }) =>
  text.map((block) => drawBlock(block, target))
