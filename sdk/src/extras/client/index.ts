import { type Client, createClient } from '../../client.ts'
import type { Placement } from '../../placement.ts'

/** What asks the server, for `rest.ts`, which has a form to show before anything need be asked. */
export const part: (placement: Placement) => Client = createClient
