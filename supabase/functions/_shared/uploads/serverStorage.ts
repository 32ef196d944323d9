import type { Storage } from '../ports.ts'

/** Files kept by a Lapel server, which takes each at an address that works once. */
export function createServerStorage(serverUrl: string): Storage {
  return {
    presign: async ({ id, secret, type }) => ({
      url: `${serverUrl}/uploads/${id}?token=${secret}`,
      method: 'PUT',
      headers: { 'Content-Type': type },
    }),
  }
}
