import type { Field } from '@lapel/contract/fieldRules'
import type { Page } from '@playwright/test'

/** The name of the control that has the keyboard, inside shadow roots too. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    let focused = document.activeElement
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    return focused?.getAttribute('name') ?? focused?.getAttribute('type') ?? ''
  })
}

/** Presses Tab until a control has the keyboard. Throws when it cannot be reached. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await focusedName(page)) === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${name}.`)
}

/** Answers one field of a form without the mouse. */
export async function answerByKeyboard(page: Page, field: Field, value: unknown): Promise<void> {
  await tabTo(page, field.key)
  if (field.type === 'radio' || field.type === 'checkbox') await page.keyboard.press('Space')
  else if (field.type === 'select') await page.keyboard.press('ArrowDown')
  else await page.keyboard.type(String(value))
}
