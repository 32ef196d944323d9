import { expect, test } from 'vitest'
import { createProgram } from './program.ts'

function run(...args: string[]): { output: string; code: string } {
  let output = ''
  const write = (text: string) => {
    output += text
  }
  const program = createProgram()
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: write, writeErr: write })
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    return { output, code: (error as { code: string }).code }
  }
  return { output, code: 'none' }
}

test('help lists every command and the environment', () => {
  const { output } = run('--help')
  for (const word of ['start', 'dev', 'worker', 'info', 'doctor', 'reset', 'LAPEL_DATA_DIR', 'Exit codes']) {
    expect(output).toContain(word)
  }
})

test.each(['start', 'dev', 'worker', 'info', 'doctor', 'reset'])('%s explains itself', (name) => {
  const { output, code } = run(name, '--help')
  expect(code).toBe('commander.helpDisplayed')
  expect(output).toContain(`Usage: lapel ${name}`)
})

test('an unknown command or option is refused', () => {
  expect(run('nonsense').code).toBe('commander.unknownCommand')
  expect(run('info', '--xml').code).toBe('commander.unknownOption')
})
