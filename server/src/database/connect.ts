import { connect } from '@lapel/functions/database'
import type { Sql } from 'postgres'
import type { Keys } from '../data/keys.ts'
import { loginUrl } from './logins.ts'

/** Connects as the login lapel_server with the rights of service_role, as the endpoints do. */
export function connectServer(ownerUrl: string, keys: Keys, connections: number): Sql {
  return connect(loginUrl(ownerUrl, keys, 'lapel_server'), connections)
}
