// Entry point of every npm script. Keep this file readable by very old versions of Node: they only run the first lines.
var major = Number(process.versions.node.split('.')[0])

if (major < 20) {
  console.error(
    'Lapel needs Node 20 or newer to start, and this is Node ' +
      process.versions.node +
      '. Install a current Node from https://nodejs.org and run the same command again.',
  )
  process.exit(2)
}

import('./launch/commands.mjs').then((launch) => launch.runCommand(process.argv[2], process.argv.slice(3)))
