import { connect, connectLanes } from '@lapel/functions/database'
import postgres, { type Sql } from 'postgres'
import type { Keys } from '../data/keys.ts'
import { loginUrl } from './logins.ts'
import { withoutSilence } from './sockets.ts'

/** Longer than a statement of the endpoints and their patience with it. */
const silenceMs = 7000

/** Connects as the login lapel_server with the rights of service_role, as the endpoints do. */
export function connectServer(ownerUrl: string, keys: Keys, connections: number): Sql {
  return connect(loginUrl(ownerUrl, keys, 'lapel_server'), connections, withoutSilence(silenceMs))
}

/** The connections on which {@link connectServer}'s endpoints store submissions. */
export function connectServerLanes(ownerUrl: string, keys: Keys): Sql[] {
  return connectLanes(loginUrl(ownerUrl, keys, 'lapel_server'), withoutSilence(silenceMs))
}

/** Connects as the owner of everything, for an operator's command: one connection, and statements may take long. */
export function connectOperator(ownerUrl: string): Sql {
  return postgres(ownerUrl, {
    max: 1,
    onnotice: () => undefined,
    connect_timeout: 10,
    connection: { application_name: 'lapel-operator', statement_timeout: 0 },
  })
}
