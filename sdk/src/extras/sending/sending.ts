import type { Field } from '@lapel/contract/fieldRules'
import type { ComponentType } from 'preact'
import type { Failure } from '../../failure.ts'
import type { Answered, FieldErrors } from '../../form/answers.ts'
import type { Session } from '../../session.ts'
import type { SendingStrings, Strings } from '../../strings.ts'
import type { FieldsView } from '../../view.ts'

/** All that a form does after it was filled in: its answers are checked, sent, and what became of them is said. */
export interface Sending {
  /** The messages for the fields whose answers break a rule. */
  findErrors(fields: readonly Field[], answered: Answered): FieldErrors
  /** Checks the answers to some fields and shows what is wrong. True if nothing is. */
  check(session: Session, keys: readonly string[]): boolean
  /** Begins the work that the config asks for, for the submission that the session has a ticket for. */
  begin(session: Session): void
  /** Checks the answers and sends them. */
  submit(session: Session): Promise<void>
  /** Why answers were not taken, and that they are still there. */
  explain(failure: Failure, strings: Strings, isPostponed: boolean): string
  Summary: ComponentType<FieldsView>
  css: string
  /** Its words in English. */
  strings: SendingStrings
}
