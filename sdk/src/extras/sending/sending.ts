import type { FormConfig } from '@lapel/contract/widgets/form'
import type { ComponentType } from 'preact'
import type { Answers, FieldErrors } from '../../form/answers.ts'
import type { Session } from '../../session.ts'
import type { State } from '../../state.ts'
import type { SendingStrings, Strings } from '../../strings.ts'
import type { FieldsView } from '../../view.ts'
import type { Ticket } from './seal.ts'

/** All that a form does after it was filled in: its answers are checked, sent, and what became of them is said. */
export interface Sending {
  /** The errors on screen, but for one field whose answer is another now. */
  recheck(session: Session, key: string, answers: Answers): FieldErrors
  /** Checks the answers to some fields and shows what is wrong. True if nothing is. */
  check(session: Session, keys: readonly string[]): boolean
  /** Gives the answers an id, and begins the work that the config asks for. */
  begin(session: Session): Ticket
  /** Checks the answers and sends them. */
  submit(session: Session): Promise<void>
  /** What became of the last attempt to send, in words; nothing where all is well. */
  explain(state: State, strings: Strings): string
  /** The errors of a refused form. */
  Summary: ComponentType<FieldsView>
  /** Shown in place of a form once its answers are stored. */
  Receipt: ComponentType<Pick<FormConfig, 'receipt'>>
  css: string
  /** Its words in English. */
  strings: SendingStrings
}
