import { h } from 'preact'
import type { FieldProps } from '../field.ts'
import { sizeOf } from './size.ts'
import type { Upload } from './upload.ts'

interface FileRowProps extends Pick<FieldProps, 'frozen' | 'strings'> {
  /** Undefined for a file that an earlier page has sent. */
  upload: Upload | undefined
  number: number
  onRetry(): void
  onRemove(): void
}

/** One file: what it is, how far it is, and what can be done about it. */
export function FileRow({ upload, number, frozen, strings, onRetry, onRemove }: FileRowProps) {
  const named = (sentence: unknown, what: string) => `${sentence}`.replace('#', () => what)
  const name = upload?.file.name ?? named(strings.earlierFile, `${number}`)
  const { state, share, file } = upload ?? { state: 'kept' }
  const outcome = state === 'failed' ? strings.fileNotSent : strings.fileKept
  return (
    <li class={`file-row ${state}`}>
      <span class="file-name">
        <bdi>{name}</bdi>
        {state === 'sending' ? (
          <progress aria-label={name} value={share} />
        ) : (
          <small>{[file && sizeOf(file.size), outcome].filter(Boolean).join(' · ')}</small>
        )}
      </span>
      {state === 'failed' && (
        <button type="button" class="file-act" aria-label={named(strings.retryFile, name)} onClick={onRetry}>
          ↻
        </button>
      )}
      <button
        type="button"
        class="file-act"
        aria-label={named(strings.removeFile, name)}
        aria-disabled={frozen}
        onClick={onRemove}
      >
        ×
      </button>
    </li>
  )
}
