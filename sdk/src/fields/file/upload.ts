import type { UploadReceipt, UploadRequest } from '@lapel/contract/upload'

/** Longest time for one request, in milliseconds: as long as an address for a file's bytes lives. */
const patience = 900_000

/** One file on its way. In the answers its token stands for it, and when it is there the id that the endpoint gave it. */
export class Upload {
  readonly token: string
  readonly file: File
  state: 'sending' | 'failed' | 'kept' = 'sending'
  /** How much has been sent, from 0 to 1. */
  share = 0
  id: string | undefined
  #request: XMLHttpRequest | undefined

  constructor(file: File) {
    this.file = file
    // Of no other page either: answers may outlive theirs.
    this.token = `#${Math.random()}`
    uploads.set(this.token, this)
  }

  /** Announces the file and sends its bytes; again, after it failed. Never rejects. */
  async send(address: string, field: string): Promise<void> {
    const { file } = this
    this.#become('sending', 0)
    try {
      const announced: UploadRequest = { field, name: nameOf(file), type: typeOf(file), bytes: file.size }
      const json = { 'content-type': 'application/json' }
      const receipt: UploadReceipt = JSON.parse(await this.#ask('POST', address, json, JSON.stringify(announced)))
      await this.#ask(receipt.method, receipt.url, receipt.headers, file)
      this.id = receipt.id
      uploads.set(receipt.id, this)
      this.#become('kept', 1)
    } catch {
      this.#become('failed', 0)
    }
  }

  /** Ends sending, and forgets the file. */
  remove(): void {
    this.#request?.abort()
    uploads.delete(this.token)
  }

  // Not fetch, which does not tell how far it is.
  #ask(method: string, address: string, headers: Record<string, string>, body: File | string): Promise<string> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      this.#request = request
      request.open(method, address)
      request.timeout = patience
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      request.onload = () => (request.status < 300 ? resolve(request.responseText) : reject(request.status))
      request.onerror = request.onabort = request.ontimeout = reject
      // The announcement is over at once: only the bytes count.
      if (body === this.file) {
        request.upload.onprogress = ({ loaded, total }) => this.#become('sending', loaded / (total || 1))
      }
      request.send(body)
    })
  }

  #become(state: Upload['state'], share: number): void {
    this.state = state
    this.share = share
    for (const tell of followers) tell(this)
  }
}

/** Every file of this page, by its token and by its id: the step of a form may go, its files stay. */
export const uploads = new Map<string, Upload>()

/** Told of every change of an upload. */
export const followers = new Set<(upload: Upload) => void>()

/** The name as the endpoint takes it. */
const nameOf = ({ name }: File): string =>
  name
    .replace(/[\p{Cc}\p{Cf}/\\]/gu, '')
    .trim()
    .slice(-200)
    .trim() || 'file'

/** The type that the browser tells; it knows none for the photos of some phones. */
export const typeOf = ({ name, type }: File): string => type || (/\.heic$/i.test(name) ? 'image/heic' : '')
