/** An element as a script gets it from the server: its tag, its attributes, and what is in it. */
export type Drawn = [tag: string, attributes: Readonly<Record<string, string>>, ...inside: (Drawn | string)[]]

/** A shadow root whose form was there before the runtime. */
export interface DrawnRoot extends ShadowRoot {
  /** Since when, by `performance.now`, for whichever runtime takes the form over. */
  lapelAt?: number
}

/** A form as it is before the runtime is there. */
export interface DrawnForm {
  /** What its shadow root holds. */
  inside: Drawn
  /** What this form adds to the shared look. */
  css: string
}
