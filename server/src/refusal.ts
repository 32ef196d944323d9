/** A failure the operator can act on. The message is one or two sentences: what is wrong and what to do. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly exitCode: 1 | 2

  /** @param exitCode 1 when the work failed, 2 when Lapel was called or configured wrongly */
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The `code` of a system or Postgres error, or undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
