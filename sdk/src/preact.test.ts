// @vitest-environment happy-dom
import * as cut from 'preact'
import { expect, test } from 'vitest'

type Preact = Pick<typeof cut, 'h' | 'render' | 'Fragment' | 'Component' | 'createRef'>

const files = import.meta.glob<Preact>(['../node_modules/preact/dist/preact.mjs'])
const published = (await Object.values(files)[0]?.()) as Preact

/** Numbers from 0 to 1 that are the same in each run. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

/** A tree of all that widgets draw: keyed and unkeyed children, fragments, components, holes, text, properties, svg. */
function grow({ h, Fragment }: Preact, random: () => number, depth = 0): cut.ComponentChild {
  const pick = Math.floor(random() * (depth > 2 ? 3 : 8))
  if (pick === 0) return `text ${Math.floor(random() * 3)}`
  if (pick === 1) return random() < 0.5 ? null : false
  if (pick === 2) return h('input', { value: `${Math.floor(random() * 3)}`, checked: random() < 0.5, type: 'checkbox' })
  const keys = [...'abcdef'].filter(() => random() < 0.6).sort(() => random() - 0.5)
  const isKeyed = random() < 0.7
  const children = keys.map((key) =>
    h(
      (isKeyed ? 'p' : Fragment) as 'p',
      isKeyed ? { key, class: key } : null,
      grow({ h, Fragment } as Preact, random, depth + 1),
    ),
  )
  if (pick === 3) return h(Fragment, null, children)
  if (pick === 4) return h(Nested, null, children)
  if (pick === 5) return h('svg', { viewBox: '0 0 1 1' }, children)
  return h(
    pick === 6 ? 'div' : 'section',
    { title: random() < 0.5 ? 'title' : undefined, hidden: random() < 0.5 },
    children,
  )
}

const Nested = ({ children }: { children?: cut.ComponentChildren }) => children as cut.ComponentChild

const draw = (preact: Preact, seed: number) => {
  const root = document.createElement('div')
  const random = createRandom(seed)
  return Array.from({ length: 12 }, () => {
    preact.render(grow(preact, random), root)
    return root.innerHTML
  })
}

test('is not what is published, and draws what that draws', () => {
  expect(cut).not.toHaveProperty('hydrate')
  expect(published).toHaveProperty('hydrate')
  for (let seed = 1; seed < 25; seed++) expect(draw(cut, seed), `seed ${seed}`).toEqual(draw(published, seed))
})

test('leaves keyed children where they are when others come before them', () => {
  const root = document.createElement('div')
  const list = (...keys: string[]) =>
    cut.render(
      keys.map((key) => cut.h('p', { key }, key)),
      root,
    )
  list('c', 'f')
  const [c, f] = root.children
  const changes = new MutationObserver(() => {})
  changes.observe(root, { childList: true })
  list('a', 'b', 'c', 'd', 'e', 'f')
  expect([root.children[2], root.children[5]]).toEqual([c, f])
  expect(changes.takeRecords().flatMap(({ addedNodes }) => [...addedNodes])).toHaveLength(4)
  list('c', 'f')
  expect([...root.children]).toEqual([c, f])
})

test('a component is told of its life, and its refs of theirs', async () => {
  const told: string[] = []
  class Counter extends cut.Component<{ name: string }, { count: number }> {
    override state = { count: 0 }
    override componentDidMount() {
      told.push('mount')
      this.setState({ count: 1 })
      this.setState({ count: 2 })
    }
    override componentDidUpdate(before: { name: string }, { count }: { count: number }) {
      told.push(`${before.name} ${count} became ${this.props.name} ${this.state.count}`)
    }
    override componentWillUnmount() {
      told.push('unmount')
    }
    override render() {
      return cut.h(
        'p',
        { ref: (element: Element | null) => void told.push(element ? 'drawn' : 'gone') },
        this.state.count,
      )
    }
  }
  const root = document.createElement('div')
  cut.render(cut.h(Counter, { name: 'a' }), root)
  expect(told).toEqual(['drawn', 'mount'])
  await Promise.resolve()
  expect(root.textContent).toBe('2')
  cut.render(null, root)
  expect(told.slice(2)).toEqual(['gone', 'drawn', 'a 0 became a 2', 'unmount', 'gone'])
})
