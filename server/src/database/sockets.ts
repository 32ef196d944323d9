import { connect, type Socket } from 'node:net'

/** Where postgres.js wants to connect. */
interface Place {
  host: string[]
  port: number[]
  path?: string | false
}

/**
 * Options with which postgres.js closes a connection on which nothing has moved for a while, whatever it is waiting for.
 * A connection that died without a word would otherwise keep its place in the pool for hours.
 *
 * @param silenceMs longer than any statement may take
 */
export function withoutSilence(silenceMs: number): object {
  const socket = ({ host: [host = 'localhost'], port: [port = 5432], path }: Place): Socket => {
    const opened = path ? connect(path) : connect(port, host)
    opened.setTimeout(silenceMs, () => opened.destroy())
    // The name that its TLS asks the certificate for.
    return Object.assign(opened, { host, port })
  }
  return { socket }
}
