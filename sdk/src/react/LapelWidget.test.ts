import type { createElement } from 'react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { LapelWidgetProps } from './props.ts'

/** React and its renderer for servers, in the version that an application may have. */
const versions: Record<string, () => Promise<unknown>[]> = {
  'React 18': () => [
    // @ts-expect-error The types are those of React 19.
    import('@lapel/react-18/react'),
    // @ts-expect-error The types are those of React 19.
    import('@lapel/react-18/server'),
  ],
  'React 19': () => [vi.importActual('react'), import('react-dom/server')],
}

interface Renderer {
  createElement: typeof createElement
  renderToString(element: unknown): string
}

describe.each(Object.keys(versions))('on a server, %s', (version) => {
  let render: (props: LapelWidgetProps) => string

  beforeEach(async () => {
    vi.resetModules()
    const [react, server] = (await Promise.all(versions[version]?.() ?? [])) as [Renderer, Renderer]
    vi.doMock('react', () => react)
    const { LapelWidget } = await import('./index.ts')
    render = (props) => server.renderToString(react.createElement(LapelWidget, props))
    return () => vi.doUnmock('react')
  })

  test('there is an element that keeps its place, and no warning', () => {
    const complain = vi.spyOn(console, 'error')
    expect(typeof document).toBe('undefined')
    expect(render({ publicId: 'w_0', className: 'wide', children: 'Write to us', onReady: () => {} })).toBe(
      '<lapel-widget public-id="w_0" class="wide" style="display:block;min-height:var(--lapel-min-height, 24em)">Write to us</lapel-widget>',
    )
    expect(complain).not.toHaveBeenCalled()
  })

  test('a widget that opens elsewhere keeps no place, and every option is an attribute', () => {
    expect(
      render({
        publicId: 'w_0',
        host: 'https://lapel.example',
        mode: 'modal',
        openOn: 'delay',
        openValue: '3',
        hiddenFields: { plan: 'a&b', seats: '3' },
        lazy: true,
        token: undefined,
        style: { '--lapel-accent': 'red' },
      }),
    ).toBe(
      '<lapel-widget public-id="w_0" host="https://lapel.example" mode="modal" open-on="delay" open-value="3" hidden-fields="plan=a%26b&amp;seats=3" lazy="" style="--lapel-accent:red"></lapel-widget>',
    )
  })

  test('what a page passes on from its address stays text', () => {
    expect(render({ publicId: '"><script>alert(1)</script>' })).not.toContain('<script>')
  })
})
