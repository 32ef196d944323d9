import { defineConfig } from 'vitest/config'

/**
 * The rooms with tests. A room whose tests need more than themselves has a vitest.config.ts, in which projects named
 * `<room>:<need>` hold those tests.
 */
export default defineConfig({
  test: { projects: ['admin', 'cli', 'contract', 'scripts', 'sdk', 'server', 'supabase/functions', 'supabase/tests'] },
})
