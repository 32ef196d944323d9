import { themeNames } from '@lapel/contract/themes'
import { expect, test } from '@playwright/test'
import { contactForm, findBarriers, openHostPage, watchErrors } from './widgets.ts'

const follow = '<style>:root { color-scheme: light dark }</style>'
const types = ['Form', 'Feedback', 'Poll', 'Newsletter', 'Lead', 'Announcement']

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every theme can be read in the ${colorScheme}, with its mistakes shown`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const widgets = themeNames.map((name) => `<lapel-widget public-id="${contactForm}" theme="${name}"></lapel-widget>`)
    await openHostPage(page, `${follow}<main>${widgets.join('')}</main>`)
    const buttons = page.locator('lapel-widget [part=button]')
    await expect(buttons).toHaveCount(themeNames.length)
    for (const button of await buttons.all()) await button.click()
    await expect(page.locator('lapel-widget [part=summary]:not(:empty)')).toHaveCount(themeNames.length)
    const surfaces = await page
      .locator('lapel-widget [part=card]')
      .evaluateAll((cards) => cards.map((card) => getComputedStyle(card).backgroundColor))
    // Plain and ink are white in the light.
    expect(new Set(surfaces).size).toBeGreaterThanOrEqual(themeNames.length - 1)
    // The same form eight times: landmarks of one name are this page's own doing.
    const barriers = await findBarriers(page)
    expect(barriers.filter((barrier) => !barrier.startsWith('landmark-unique'))).toEqual([])
  })
}

test('every type speaks Arabic from right to left', async ({ page }) => {
  const checkErrors = watchErrors(page)
  const widgets = types.map(
    (type) => `<lapel-widget public-id="w_demoGallery${type}Inline" locale="ar"></lapel-widget>`,
  )
  await openHostPage(page, `${follow}<main>${widgets.join('')}</main>`)
  const cards = page.locator('lapel-widget .widget[dir=rtl][lang=ar]')
  await expect(cards).toHaveCount(types.length)
  const submit = page.locator('lapel-widget').first().locator('[part=button]')
  await submit.click()
  await expect(page.locator('lapel-widget [part=summary]').first()).toContainText('يرجى مراجعة إجاباتك')
  expect(await findBarriers(page)).toEqual([])
  checkErrors()
})

test('with forced colours the chosen option and the focus are still seen', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await openHostPage(page, '<lapel-widget public-id="w_demoGalleryPollInline"></lapel-widget>')
  const radio = page.locator('lapel-widget [type=radio]').first()
  await radio.focus()
  await page.keyboard.press('Space')
  await expect(radio).toBeChecked()
  const outline = await radio.evaluate((element) => getComputedStyle(element).outlineStyle)
  expect(outline).not.toBe('none')
  expect(await findBarriers(page)).toEqual([])
})
