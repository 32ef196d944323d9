import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort } from '../freePort.ts'
import { root } from '../paths.ts'

/** Starts the console's development server on a free port of this machine. Gives its origin and how to stop it. */
export async function startConsoleServer(): Promise<{ origin: string; stop: () => void }> {
  const port = await freePort()
  const folder = join(root, 'admin')
  const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js')
  const flags = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--strictPort',
    '--logLevel',
    'warn',
    '--clearScreen',
    'false',
  ]
  const child = spawn(process.execPath, [vite, ...flags], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] })
  return { origin: `http://127.0.0.1:${port}`, stop: () => void child.kill() }
}
