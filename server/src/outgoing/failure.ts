/** Why a request got no answer, in words that may be shown to whoever set its address up. */
export class OutgoingFailure extends Error {
  override name = 'OutgoingFailure'
}

const sentences: Record<string, string> = {
  ENOTFOUND: 'The host name is not known.',
  ENODATA: 'The host name has no address.',
  ETIMEOUT: 'The name server of the host does not answer.',
  ESERVFAIL: 'The name server of the host fails.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was cut off.',
  UND_ERR_SOCKET: 'The connection was cut off.',
  UND_ERR_CONNECT_TIMEOUT: 'The host does not take the connection.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host name.',
}

// OpenSSL's names for a chain that does not lead to anybody we trust.
const untrusted = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED/

/** The failure that an error of the network stands for; nothing of its own text, which names addresses. */
export function asFailure(error: unknown): OutgoingFailure {
  if (error instanceof OutgoingFailure) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const sentence = untrusted.test(code) ? 'The certificate is not trusted.' : sentences[code]
  return new OutgoingFailure(sentence ?? `The connection failed${code && `: ${code}`}.`, { cause: error })
}
