#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { pinnedNode, runUnderPinnedNode } from '../../scripts/launch/pinnedNode.mjs'

const firstMajorWithTypes = 24

if (Number(process.versions.node.split('.')[0]) >= firstMajorWithTypes && existsSync(pinnedNode)) {
  await import('../src/main.ts')
} else if (existsSync(pinnedNode)) {
  process.exit(await runUnderPinnedNode(['cli/bin/lapel.mjs', ...process.argv.slice(2)]))
} else {
  console.error('Nothing is installed yet: run `npm start` in this folder first.')
  process.exit(2)
}
