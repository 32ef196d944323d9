import { InvalidArgumentError, Option } from 'commander'

const shortest = 3

/** The option --reason: why an operator does what is kept in the audit log. */
export function reasonOption(): Option {
  return new Option('--reason <text>', 'why, for the audit log').makeOptionMandatory().argParser((text) => {
    if (text.trim().length < shortest) throw new InvalidArgumentError(`Give at least ${shortest} characters.`)
    return text
  })
}
