/** What visitors may know of others' answers. No zod in this file. */

/** What `GET /embed/v1/instances/:public_id/results` answers for a poll. */
export interface PollResults {
  /** How many people voted; with several choices, fewer than the votes. */
  voters: number
  /** Every choice of the published poll, in its order. */
  options: { value: string; votes: number }[]
  /** How many seconds ago this was counted. */
  age: number
}
