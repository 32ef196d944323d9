import type { SupabaseClient } from '@supabase/supabase-js'
import { supabaseHttpClient } from 'ra-supabase'
import type { DataApi } from '../config.ts'

/** The database as the reader's own token sees it. Everything fails with a code of the contract as its message. */
export function createDatabase({ supabaseUrl, publishableKey }: DataApi, supabaseClient: SupabaseClient) {
  const http = supabaseHttpClient({ apiKey: publishableKey, supabaseClient })

  /** Calls a function. */
  async function call<Answer>(name: string, args: object): Promise<Answer> {
    const headers = new Headers({ 'content-type': 'application/json' })
    const body = JSON.stringify(args)
    const { json } = await http(`${supabaseUrl}/rest/v1/rpc/${name}`, { method: 'POST', headers, body })
    return json as Answer
  }

  /** Calls a function that answers one row. */
  async function callForRow<Row>(name: string, args: object): Promise<Row> {
    const answer = await call<Row | Row[]>(name, args)
    return Array.isArray(answer) ? (answer[0] as Row) : answer
  }

  /** Rows of a table under PostgREST's conditions, at most a thousand: for what there is little of. */
  async function read<Row>(table: string, conditions: Record<string, string>): Promise<Row[]> {
    const { json } = await http(`${supabaseUrl}/rest/v1/${table}?${new URLSearchParams(conditions)}`)
    return json as Row[]
  }

  return { http, call, callForRow, read }
}

export type Database = ReturnType<typeof createDatabase>
