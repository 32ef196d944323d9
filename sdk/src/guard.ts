/** Tells the site's developer what the visitor need not see. */
export function warn(...what: unknown[]): void {
  console.warn('[lapel]', ...what)
}

/** `action`, except that what it throws or rejects with becomes a warning: no error of ours is the page's. */
export function guarded<Args extends unknown[], Result>(
  action: (...args: Args) => Result,
): (...args: Args) => Result | undefined {
  return (...args) => {
    try {
      const result = action(...args)
      if (result instanceof Promise) result.catch(warn)
      return result
    } catch (error) {
      warn(error)
      return undefined
    }
  }
}
