import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import whole from '../package.json' with { type: 'json' }
import manifest from './package.json' with { type: 'json' }

const changes = readFileSync(join(import.meta.dirname, 'CHANGELOG.md'), 'utf8')

test('the package has the version of the server that its scripts come from, and the changelog tells of it', () => {
  expect(manifest.version).toBe(whole.version)
  expect(changes).toMatch(
    new RegExp(`^## \\[${manifest.version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'),
  )
})

test('what is published has the entries of the workspace', () => {
  expect(Object.keys(manifest.publishConfig.exports)).toEqual(Object.keys(manifest.exports))
})
