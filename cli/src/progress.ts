import { SingleBar } from 'cli-progress'

/** Tells how far a command is. */
export interface Progress {
  /** @param done how many of the total */
  advance(done: number): void
  end(): void
}

const silent: Progress = { advance: () => undefined, end: () => undefined }

/**
 * Tells the progress through a number of things on stderr: as a bar on a terminal, as a plain line per step elsewhere.
 *
 * @param what the things, in the plural
 * @param quiet says nothing, for commands whose output is data
 */
export function createProgress(total: number, what: string, quiet = false): Progress {
  if (quiet || total === 0) return silent
  if (!process.stderr.isTTY) {
    return { advance: (done) => console.error(`${done} of ${total} ${what}`), end: () => undefined }
  }
  const bar = new SingleBar({
    format: `{bar} {value} of {total} ${what} · {eta_formatted} left`,
    barCompleteChar: '━',
    barIncompleteChar: '─',
    hideCursor: true,
    stream: process.stderr,
  })
  bar.start(total, 0)
  return { advance: (done) => bar.update(done), end: () => bar.stop() }
}
