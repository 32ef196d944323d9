import { checkFile, maxFileBytes } from '@lapel/contract/fileRules'
import { Component, createRef, Fragment, h } from 'preact'
import { describe } from '../../kit.ts'
import type { FieldProps } from '../field.ts'
import { listFiles } from './answer.ts'
import { FileRow } from './FileRow.tsx'
import { sizeOf } from './size.ts'
import { followers, typeOf, Upload, uploads } from './upload.ts'

interface Told {
  /** Why files were left out. */
  refused: string[]
  /** What became of the last file, for who does not see it. */
  said: string
}

/** A place to choose files or drop them, and below it each file on its way. */
export class Files extends Component<FieldProps, Told> {
  override state: Told = { refused: [], said: '' }
  #input = createRef<HTMLInputElement>()

  override componentDidMount(): void {
    followers.add(this.#follow)
  }

  override componentWillUnmount(): void {
    followers.delete(this.#follow)
  }

  #follow = (upload: Upload): void => {
    const { value, error, strings, onEnter } = this.props
    const items = listFiles(value)
    if (!items.includes(upload.token)) return
    if (upload.state === 'sending') {
      this.setState({})
      return
    }
    // What was wrong may be right now, so that the answer is entered anew.
    if (upload.id || error) onEnter(items.map((item) => uploads.get(item)?.id ?? item))
    const outcome = upload.id ? strings.fileKept : strings.fileNotSent
    this.setState({ said: `${upload.file.name}: ${outcome}` })
  }

  #refusalOf(file: File, isOneTooMany: boolean): string | undefined {
    const { field, strings } = this.props
    const { maxFiles = 1, maxBytes = maxFileBytes } = field
    const [found] = checkFile([field], { field: field.key, type: typeOf(file), bytes: file.size })
    const say = (sentence: unknown, bound = '') => `${sentence}`.replace('$', bound).replace('#', () => file.name)
    if (found?.code === 'fileType') return say(strings.fileType)
    if (found) return say(strings.fileTooLarge, sizeOf(maxBytes))
    if (!file.size) return say(strings.fileEmpty)
    return isOneTooMany ? say(strings.fileTooMany, `${maxFiles}`) : undefined
  }

  #choose = (): void => {
    const input = this.#input.current
    const { field, value, frozen, endpoint, onEnter } = this.props
    const items = [...listFiles(value)]
    const refused: string[] = []
    const begun: Upload[] = []
    for (const file of frozen ? [] : (input?.files ?? [])) {
      const refusal = this.#refusalOf(file, items.length >= (field.maxFiles ?? 1))
      if (refusal) refused.push(refusal)
      else {
        const upload = new Upload(file)
        begun.push(upload)
        items.push(upload.token)
      }
    }
    // So that the same file can be chosen once more.
    if (input) input.value = ''
    this.setState({ refused })
    if (begun.length) onEnter(items)
    for (const upload of begun) upload.send(endpoint('uploads'), field.key)
  }

  #remove = (item: string): void => {
    const { value, onEnter } = this.props
    uploads.get(item)?.remove()
    onEnter(listFiles(value).filter((other) => other !== item))
    this.setState({ refused: [] })
    this.#input.current?.focus()
  }

  override render(props: FieldProps, { refused, said }: Told) {
    const { id, field, value, frozen, strings, endpoint } = props
    const { key, types = [], maxBytes = maxFileBytes, maxFiles = 1 } = field
    const kinds = types.map((type) => type.replace(/.*\//, '').toUpperCase()).join(', ')
    const { 'aria-describedby': described, ...state } = describe(props)
    return (
      <>
        <div class="drop">
          <input
            ref={this.#input}
            id={id}
            name={key}
            type="file"
            accept={types.join(',')}
            multiple={maxFiles > 1}
            disabled={frozen}
            onChange={this.#choose}
            aria-describedby={`${id}-limits ${described}`}
            {...state}
          />
          <p>
            <strong>{maxFiles > 1 ? strings.chooseFiles : strings.chooseFile}</strong> {strings.dropFile}
          </p>
          <p id={`${id}-limits`} class="help">
            {`${strings.fileLimits}`.replace('#', kinds).replace('$', sizeOf(maxBytes))}
          </p>
        </div>
        <div role="alert" class="error">
          {refused.map((refusal) => (
            <p key={refusal}>{refusal}</p>
          ))}
        </div>
        <ul class="files">
          {listFiles(value).map((item, index) => (
            <FileRow
              key={uploads.get(item)?.token ?? item}
              upload={uploads.get(item)}
              number={index + 1}
              frozen={frozen}
              strings={strings}
              onRetry={() => uploads.get(item)?.send(endpoint('uploads'), key)}
              onRemove={() => this.#remove(item)}
            />
          ))}
        </ul>
        <p role="status" class="said">
          {said}
        </p>
      </>
    )
  }
}
