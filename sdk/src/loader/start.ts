/** What the script that started Lapel on this page knows; releases only extend it. */
export interface Start {
  /** Address of the folder that holds the SDK's files, with a slash at its end. */
  base: string
  /** Where widgets that name no host come from. */
  host: string
  /** Answers to requests for configs that were begun before the runtime was there, by their address. */
  requests: Map<string, Promise<Response>>
  /** Configs that came with a script, as JSON, by the same address. */
  embedded: Map<string, string>
}

/** Everything that draws widgets: a module beside the loader's script, or part of the script. */
export interface Runtime {
  start(start: Start): void
}

/** Address of the running script, or of the page where it has none. Call it while the script runs. */
export function scriptAddress(): string {
  // Through the prototype: an <img name="currentScript"> on the page would shadow document.currentScript.
  const script = Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript')?.get?.call(document)
  return script?.src || location.href
}
