import { expect, test } from 'vitest'
import { isPublicAddress } from './address.ts'

test.each(['1.1.1.1', '93.184.216.34', '168.63.129.15', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
  '%s is on the public internet',
  (address) => expect(isPublicAddress(address)).toBe(true),
)

test.each([
  ['this machine', '127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::1', '::'],
  ['private networks', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1', 'fec0::1'],
  ['the link', '169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0'],
  ['a provider', '100.64.0.1', '100.127.255.255', '168.63.129.16', '192.0.0.192'],
  ['nobody', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '240.0.0.1', '255.255.255.255', '192.88.99.1'],
  ['everybody', '224.0.0.1', '239.255.255.255', 'ff02::1'],
  ['another address', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '::8.8.8.8', '::ffff:0:7f00:1'],
  ['a gateway', '64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0:7f00:1::', '100::1', '5f00::1'],
  ['documents', '2001:db8::1', '3fff::1'],
  ['no address', '', 'localhost', '1.1.1', '0x7f000001', '2130706433', '127.1'],
])('what belongs to %s is not', (_, ...addresses) => {
  expect(addresses.filter(isPublicAddress)).toEqual([])
})
