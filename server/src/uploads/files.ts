import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ProblemError } from '@lapel/functions/problem'
import type { Announced, Received } from '@lapel/functions/uploads/inspect'
import { fileTypeFromFile } from 'file-type'

const idShape = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** Where an installation keeps the files that visitors send. */
export const uploadsFolder = (dataDir: string): string => join(dataDir, 'uploads')

/** Whether this can be the id of an upload: nothing else becomes part of a path. */
export const isUploadId = (text: string): boolean => idShape.test(text)

function pathOf(folder: string, id: string): string {
  if (!isUploadId(id)) throw new Error('not the id of an upload')
  return join(folder, id)
}

async function write(path: string, body: AsyncIterable<Uint8Array>, most: number): Promise<Received> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  let bytes = 0
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength
      if (bytes > most) throw new ProblemError('BODY_TOO_LARGE', { detail: `${most} bytes were announced.` })
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { bytes, sha256: hash.digest('hex') }
}

async function verify(path: string, received: Received, announced: Announced): Promise<void> {
  if (received.bytes < announced.bytes) {
    throw new ProblemError('MALFORMED_BODY', { detail: `${announced.bytes} bytes were announced.` })
  }
  const type = await fileTypeFromFile(path)
  if (type?.mime !== announced.type) {
    throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: `The bytes are not of the type ${announced.type}.` })
  }
}

/**
 * Keeps a file under its id once all of it is there and is what was announced; leaves nothing of any other. Throws
 * BODY_TOO_LARGE, MALFORMED_BODY for too few bytes, UNSUPPORTED_MEDIA_TYPE, or what the body throws when it is cut off.
 */
export async function keepFile(
  folder: string,
  id: string,
  body: AsyncIterable<Uint8Array>,
  announced: Announced,
): Promise<Received> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = pathOf(folder, id)
  const arriving = `${path}.part`
  try {
    const received = await write(arriving, body, announced.bytes)
    await verify(arriving, received, announced)
    await rename(arriving, path)
    return received
  } catch (thrown) {
    await rm(arriving, { force: true })
    throw thrown
  }
}

/** Opens a kept file. Throws NOT_FOUND when it is not here. */
export function openFile(folder: string, id: string): Promise<FileHandle> {
  return open(pathOf(folder, id)).catch((cause) => {
    throw new ProblemError('NOT_FOUND', { cause })
  })
}

/** Removes files, and what a crash left of one that was arriving. Those that are gone already are none's concern. */
export async function removeFiles(folder: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await rm(pathOf(folder, id), { force: true })
    await rm(`${pathOf(folder, id)}.part`, { force: true })
  }
}
