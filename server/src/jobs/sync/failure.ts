/** Why a run did not go on, in words for whoever set the connection up. They name places of the data, never its values. */
export class SyncFailure extends Error {
  override name = 'SyncFailure'
  /** Whether only a person can mend it. */
  readonly forGood: boolean
  /** Seconds that the source asked to be left alone for. */
  readonly retryAfter: number | null

  constructor(message: string, { forGood = false, retryAfter = null as number | null } = {}) {
    super(message)
    this.forGood = forGood
    this.retryAfter = retryAfter
  }
}

/** A failure that the same page would end in again. */
export const forGood = (message: string): SyncFailure => new SyncFailure(message, { forGood: true })
