import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createServer as createVite } from 'vite'
import { freePort } from '../freePort.ts'
import { root } from '../paths.ts'

const host = '127.0.0.1'

/** Starts the console's development server on a free port of this machine. Gives its origin and how to stop it. */
export async function startConsoleServer(): Promise<{ origin: string; stop: () => Promise<void> }> {
  const port = await freePort()
  const server = createServer()
  const vite = await createVite({
    root: join(root, 'admin'),
    logLevel: 'warn',
    clearScreen: false,
    // Pages come through the installation's own port; only news of changes goes straight to the browser.
    // In middleware mode vite leaves signals alone: its own handler would end this process before the database.
    server: { middlewareMode: true, hmr: { server, host, clientPort: port } },
  })
  server.on('request', vite.middlewares)
  await once(server.listen(port, host), 'listening')
  const stop = async () => {
    await vite.close()
    server.close()
    server.closeAllConnections()
  }
  return { origin: `http://${host}:${port}`, stop }
}
