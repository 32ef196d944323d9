/** A web address without the slashes at its end; the page's own origin, as an empty text, for anything else. */
export function readHost(address: string | undefined): string {
  return address && /^https?:/.test(address) ? address.replace(/\/+$/, '') : ''
}

/** Origin of the running script. Call it while the script runs. */
export function scriptOrigin(): string | undefined {
  // Through the prototype: an <img name="currentScript"> on the page would shadow document.currentScript.
  const script = Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript')?.get?.call(document)
  return script?.src && new URL(script.src).origin
}
