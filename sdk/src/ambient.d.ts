/** The package's version, written in by the build. */
declare const __VERSION__: string
/** Name of the file of the runtime, written in by the build. */
declare const __RUNTIME__: string
/** What the names of the lazy files end with, written in by the build. */
declare const __EDITION__: string
/** The way from /sdk/w/ to the folder of the SDK's files, written in by the build. */
declare const __CHANNEL__: string
/** Written in by the server, for each widget. */
declare const __PUBLIC_ID__: string
declare const __CONFIG__: string
/** Name of the file of the runtime for forms that are drawn already, written in by the build. */
declare const __REST__: string
/** A {@link DrawnForm} as JSON, written in by the server. */
declare const __DRAWN__: string
/** Why a widget cannot be shown, written in by the server. */
declare const __CODE__: string

declare module '*.css?inline' {
  const css: string
  export default css
}

interface ImportMeta {
  /** Vite's: the modules that match, each loaded on demand. */
  glob<Module>(patterns: string[]): Record<string, () => Promise<Module>>
  /** The same, loaded already. */
  glob<Module>(pattern: string, options: { eager: true }): Record<string, Module>
}

/** The languages that have a part, between spaces, written in by the build. */
declare const __LANGUAGES__: string
