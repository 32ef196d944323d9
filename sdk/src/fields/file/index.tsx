import type { FieldType } from '../field.ts'
import { check, toPayload } from './answer.ts'
import { Files } from './Files.tsx'
import css from './file.css?inline'

export const part: FieldType = {
  control: Files,
  toPayload,
  check,
  css,
  strings: {
    chooseFile: 'Choose a file',
    chooseFiles: 'Choose files',
    dropFile: 'or drop here',
    fileLimits: '#, up to $',
    fileKept: 'Sent',
    fileNotSent: 'Not sent',
    removeFile: 'Remove #',
    retryFile: 'Try again: #',
    earlierFile: 'File #',
    fileType: '“#” is of a type that cannot be sent here.',
    fileTooLarge: '“#” is larger than $.',
    fileEmpty: '“#” is empty.',
    fileTooMany: 'At most $ can be sent: “#” was left out.',
    fileSending: 'Please wait until everything has been sent.',
    fileFailed: 'A file could not be sent. Try again or remove it.',
    fileMissing: 'Please choose a file.',
  },
}
