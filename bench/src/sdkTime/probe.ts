/** What a page tells when its form can be used. Times are milliseconds since the navigation began. */
export interface Report {
  interactive: number
  /** How long the page was busy with the first keystroke. */
  keystroke: number
  /** When the field was first in the page, visible or not. */
  found: number
  longTasks: number[]
  shifts: number[]
}

declare global {
  interface Window {
    sdkTime: Report
    sdkTimeReady(words: string): void
  }
}

/**
 * Runs in the page before its own scripts: waits for an element, through open shadow roots, that is visible and, if it
 * is a field, keeps what is typed into it. Until the element is there it costs a look per change of the page.
 *
 * @param path a selector, then one in the shadow root of what that finds, and so on
 */
export function probe(path: string[]): void {
  const report: Report = { interactive: 0, keystroke: 0, found: 0, longTasks: [], shifts: [] }
  window.sdkTime = report

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) report.longTasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
      if (!entry.hadRecentInput) report.shifts.push(entry.value)
  }).observe({ type: 'layout-shift', buffered: true })

  const find = () => {
    let scope: ParentNode | null = document
    let found: Element | null = null
    for (const selector of path) {
      found = scope?.querySelector(selector) ?? null
      scope = found?.shadowRoot ?? null
    }
    return found
  }
  const isVisible = (element: Element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 0 && height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  }
  const keepsTyped = (element: Element) =>
    element.isConnected &&
    (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) || element.value.includes('x'))
  const type = (element: Element) => {
    if (!('value' in element)) return
    ;(element as HTMLInputElement).focus({ preventScroll: true })
    document.execCommand('insertText', false, 'x')
  }
  const tellIfKept = (element: Element, at: number) => {
    if (!keepsTyped(element)) return tryAgain()
    report.interactive = at
    window.sdkTimeReady(JSON.stringify({ at, origin: performance.timeOrigin }))
    return 0
  }
  const tryIt = (): unknown => {
    const element = find()
    if (!element || !isVisible(element)) return tryAgain()
    const at = performance.now()
    type(element)
    report.keystroke = performance.now() - at
    if (!keepsTyped(element)) return tryAgain()
    // Some draw the form once more, and lose what was typed into the first.
    return requestAnimationFrame(() => requestAnimationFrame(() => tellIfKept(element, at)))
  }
  const tryAgain = () => requestAnimationFrame(tryIt)

  const look = () => {
    if (report.found || !find()) return
    report.found = performance.now()
    observer.disconnect()
    requestAnimationFrame(tryIt)
  }
  const observer = new MutationObserver(look)
  const everything = { childList: true, subtree: true }
  observer.observe(document, everything)
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init)
    if (!report.found) observer.observe(root, everything)
    return root
  }
}
