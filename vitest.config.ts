import { defineConfig } from 'vitest/config'

/** Folders with tests that need nothing but themselves. */
const rooms = ['contract', 'scripts']

export default defineConfig({
  test: {
    projects: rooms.map((room) => ({ test: { name: `unit:${room}`, root: room, include: ['**/*.test.{ts,tsx}'] } })),
  },
})
