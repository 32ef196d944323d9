/** Names in ASCII as DNS has them (RFC 1035: labels of 63, 253 in all), underscores too; a last dot may stand. */
const name = /^(?=.{1,253}\.?$)[\da-z_](?:[\w-]{0,61}[\da-z_])?(?:\.[\da-z_](?:[\w-]{0,61}[\da-z_])?)*\.?$/i
const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const ipv4 = new RegExp(`^${byte}(?:\\.${byte}){3}$`)
/** What ends in a number is an address of four to everybody who reads addresses. */
const endsInNumber = /(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/i

function isHost(host: string): boolean {
  if (host.startsWith('[')) return /^\[[\da-f:]+\]$/i.test(host) && URL.canParse(`https://${host}`)
  return endsInNumber.test(host) ? ipv4.test(host) : name.test(host)
}

/**
 * Whether an https address can be gone to; other schemes pass. Hosts are in ASCII, so that every browser, every server and
 * the database, which asks the same, agree about them: a name in other letters is written as xn--bcher-kva.example.
 */
export function hasHost(address: string): boolean {
  const [, authority] = /^https:\/\/([^/?#]*)/.exec(address) ?? []
  if (authority === undefined) return true
  const [, host = '', port = '0'] = /^(?:[\s\S]*@)?(\[[^\]]*\]|[^:[\]]*)(?::(\d{0,5}))?$/.exec(authority) ?? []
  return Number(port) <= 65_535 && isHost(host)
}
