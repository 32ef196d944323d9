import { runCommand } from './checks/command.ts'

/** Runs the property tests of the parsers and the field rules long enough to find what a few runs do not. */
const { ok, output } = await runCommand('vitest', ['run', '--project', 'functions', 'fuzz'], {
  folder: 'supabase/functions',
  env: { LAPEL_FUZZ_RUNS: process.env.LAPEL_FUZZ_RUNS ?? '10000' },
})
console.log(output)
process.exit(ok ? 0 : 1)
