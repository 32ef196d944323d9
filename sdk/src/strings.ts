import type { BasicRuleCode } from '@lapel/contract/rules/rule'

/** What the runtime says to a visitor until the form is filled in, or where nothing more can be loaded. */
export interface RuntimeStrings {
  unavailable: string
  tryAgain: string
  requiredMark: string
  choose: string
  sending: string
  /** Why the answers were not sent; `kept` follows. */
  offline: string
  kept: string
}

/** What `extras/sending` says. `#` stands for the bound of a rule. */
export interface SendingStrings {
  checkAnswers: string
  waiting: string
  postponed: string
  requiredTick: string
  rules: Record<BasicRuleCode, string>
  step: string
  /** Why the answers were not sent; `kept` follows. */
  changed: string
  busy: string
  closed: string
  failed: string
}

/** What every form says. */
export interface CoreStrings extends RuntimeStrings, SendingStrings {}

/** Those, and what the lazy parts of a widget say: each brings its own in English, and a language has them all. */
export type Strings = CoreStrings & Readonly<Record<string, string | Record<BasicRuleCode, string>>>

export const english: RuntimeStrings = {
  unavailable: 'This form could not be loaded.',
  tryAgain: 'Try again',
  requiredMark: 'Fields marked * are required.',
  choose: 'Choose…',
  sending: 'Sending…',
  offline: 'There is no connection.',
  kept: 'Your answers are still here.',
}
