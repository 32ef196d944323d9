import type { FieldProblem } from '../../../../contract/src/errors.ts'
import { type NamedUpload, namedUploads } from '../../../../contract/src/fileRules.ts'
import { questionsOf } from '../../../../contract/src/widgets/questions.ts'
import type { LiveInstance } from '../instances/live.ts'
import { jsonPointer } from '../problem.ts'

interface Answered {
  instance: LiveInstance
  payload: Record<string, unknown>
  fieldErrors: FieldProblem[]
}

const namedBy = ({ instance, payload }: Answered): NamedUpload[] =>
  namedUploads(questionsOf(instance.embed).fields, payload)

/** The uploads that a submission uses. Of one that the field rules refuse, none is looked at. */
export function uploadsOf(answered: Answered): { uploads?: NamedUpload[] } {
  const uploads = answered.fieldErrors.length === 0 ? namedBy(answered) : []
  return uploads.length === 0 ? {} : { uploads }
}

/** Why a submission is refused whose fields may be wrong: by the rules, or because of what its uploads are. */
export function fieldProblems(answered: Answered): FieldProblem[] {
  if (answered.fieldErrors.length > 0) return answered.fieldErrors
  // The database says that an upload cannot be used, not which.
  return [...new Set(namedBy(answered).map(({ field }) => field))].map((key) => ({
    pointer: jsonPointer(['payload', key]),
    code: 'upload',
    detail: 'A file is not here, or was sent with another form. Choose it again.',
  }))
}
