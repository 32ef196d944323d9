import type { SendingStrings } from '../../strings.ts'

export const english: SendingStrings = {
  checkAnswers: 'Please check your answers:',
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
  step: 'Enter a multiple of #.',
  changed: 'This form has just been updated. Please check your answers and send them again.',
  busy: 'Too many answers are arriving. Please try again in a minute.',
  closed: 'This form takes no answers at the moment.',
  failed: 'Sending failed.',
}
