import type { LapelEventName } from '@lapel/sdk'
import {
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type RefAttributes,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { toAttributes } from './attributes.ts'
import { callbackOf, eventNames } from './callbacks.ts'
import { begin, createHandle } from './handle.ts'
import type { LapelWidgetProps, WidgetHandle } from './props.ts'

/** The place of an inline widget until it is drawn: a server's page has no other. */
const reserved = { display: 'block', minHeight: 'var(--lapel-min-height, 24em)' }

// A widget may tell of itself before passive effects run; a server has no layout, and React 18 warns of it there.
const useEarlyEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect

/** Calls the newest callbacks, so that another function in a prop needs no other listener. */
function useEvents(element: RefObject<HTMLElement | null>, props: LapelWidgetProps, settle: () => void): void {
  const latest = useRef(props)
  useEarlyEffect(() => {
    latest.current = props
  })
  useEarlyEffect(() => {
    const { current } = element
    const left = new AbortController()
    const listenTo = (name: LapelEventName) =>
      current?.addEventListener(
        `lapel:${name}`,
        ({ target, detail }) => {
          // A widget among the children tells its own.
          if (target !== current) return
          if (name === 'ready' || name === 'error') settle()
          latest.current[callbackOf(name)]?.(detail as never)
        },
        { signal: left.signal },
      )
    eventNames.forEach(listenTo)
    begin()
    return () => left.abort()
  }, [element, settle])
}

/**
 * A Lapel widget as a component of React 18 or later. It renders `<lapel-widget>`, on a server too, where it keeps the
 * widget's place. A changed prop leaves what the visitor typed; another `publicId` or `host` loads another widget.
 *
 * @example
 * <LapelWidget publicId="w_..." host="https://lapel.example" onSuccess={({ receipt }) => console.log(receipt.id)} />
 */
export const LapelWidget: ForwardRefExoticComponent<LapelWidgetProps & RefAttributes<WidgetHandle>> = forwardRef(
  function LapelWidget(props: LapelWidgetProps, ref) {
    const element = useRef<HTMLElement>(null)
    const [isDrawn, setDrawn] = useState(false)
    const [settle] = useState(() => () => setDrawn(true))
    useEvents(element, props, settle)
    useImperativeHandle(ref, () => createHandle(element), [])
    const { id, className, style, children, mode = 'inline' } = props
    const place = isDrawn || mode !== 'inline' ? {} : reserved
    // React 18 makes `className` an attribute of that name on a custom element; `class` is right in every version.
    const own = { id, class: className, style: { ...place, ...style }, ref: element }
    return createElement('lapel-widget', { ...toAttributes(props), ...own }, children)
  },
)
