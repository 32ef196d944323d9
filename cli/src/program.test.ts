import { expect, test } from 'vitest'
import { createProgram } from './program.ts'

function run(...args: string[]): { output: string; code: string } {
  let output = ''
  const write = (text: string) => {
    output += text
  }
  const program = createProgram()
  const commands = [program, ...program.commands, ...program.commands.flatMap((command) => command.commands)]
  for (const command of commands) command.configureOutput({ writeOut: write, writeErr: write })
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    return { output, code: (error as { code: string }).code }
  }
  return { output, code: 'none' }
}

const names = [
  'start',
  'serve',
  'dev',
  'worker',
  'info',
  'doctor',
  'reset',
  'tenants',
  'users',
  'maintenance',
  'limits',
]

test('help lists every command and the environment', () => {
  const { output } = run('--help')
  for (const word of [...names, 'LAPEL_DATA_DIR', 'Exit codes']) {
    expect(output).toContain(word)
  }
})

test.each(names)('%s explains itself', (name) => {
  const { output, code } = run(name, '--help')
  expect(code).toBe('commander.helpDisplayed')
  expect(output).toContain(`Usage: lapel ${name}`)
})

test('an unknown command or option is refused', () => {
  expect(run('nonsense').code).toBe('commander.unknownCommand')
  expect(run('info', '--xml').code).toBe('commander.unknownOption')
})

test.each(['create', 'refresh-core-tables', 'verify', 'list', 'drop-former'])('tenants %s explains itself', (name) => {
  const { output, code } = run('tenants', name, '--help')
  expect(code).toBe('commander.helpDisplayed')
  expect(output).toContain(`Usage: lapel tenants ${name}`)
})

test.each([
  ['maintenance', 'on'],
  ['maintenance', 'on', '--reason', ' x '],
  ['maintenance', 'half', '--reason', 'Because'],
  ['limits', 'disable'],
  ['tenants', 'drop'],
  ['users', 'recovery-link'],
])('%s %s needs what it needs', (...args) => {
  expect(run(...args).code).toMatch(/^commander\./)
})
