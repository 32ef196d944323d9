import type { BasicRuleCode } from '@lapel/contract/rules/rule'

/** Everything the runtime says to a visitor. `#` stands for the bound of a rule. */
export interface CoreStrings {
  unavailable: string
  tryAgain: string
  requiredMark: string
  choose: string
  checkAnswers: string
  sending: string
  waiting: string
  postponed: string
  requiredTick: string
  rules: Record<BasicRuleCode, string>
  /** Why the answers were not sent; `kept` follows. */
  changed: string
  offline: string
  busy: string
  closed: string
  failed: string
  kept: string
}

/** Those, and what the lazy parts of a widget say: each brings its own in English, and a language has them all. */
export type Strings = CoreStrings & Readonly<Record<string, string | Record<BasicRuleCode, string>>>

export const english: CoreStrings = {
  unavailable: 'This form could not be loaded.',
  tryAgain: 'Try again',
  requiredMark: 'Fields marked * are required.',
  choose: 'Choose…',
  checkAnswers: 'Please check your answers:',
  sending: 'Sending…',
  waiting: 'No answer yet. Still trying…',
  postponed: 'Not sent yet. We send it as soon as you are online.',
  requiredTick: 'Please tick this box.',
  rules: {
    required: 'Please fill this in.',
    type: 'Please check this.',
    email: 'Enter an e-mail address like name@example.com.',
    url: 'Enter an address like https://example.com.',
    tel: 'Enter a telephone number.',
    number: 'Enter a number.',
    tooShort: 'Enter at least # characters.',
    tooLong: 'Enter at most # characters.',
    tooSmall: 'Enter # or more.',
    tooLarge: 'Enter # or less.',
    option: 'Please choose one.',
  },
  changed: 'This form has just been updated. Please check your answers and send them again.',
  offline: 'There is no connection.',
  busy: 'Too many answers are arriving. Please try again in a minute.',
  closed: 'This form takes no answers at the moment.',
  failed: 'Sending failed.',
  kept: 'Your answers are still here.',
}
