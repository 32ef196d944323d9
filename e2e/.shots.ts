import { chromium } from '@playwright/test'
const url = 'http://localhost:41300'
const [,, who, width, dark, ...routes] = process.argv
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] })
const page = await browser.newPage({ viewport: { width: Number(width), height: width === '390' ? 844 : 900 }, colorScheme: dark === 'dark' ? 'dark' : 'light', locale: process.env.LANG_ ?? 'en' })
page.on('console', (m) => { if (['error','warning'].includes(m.type())) console.log(m.type(), m.text().slice(0, 300)) })
page.on('pageerror', (e) => console.log('PAGEERROR', e.message.slice(0, 500)))
page.on('response', (r) => { if (r.status() >= 400) console.log(r.status(), r.url().slice(0, 200)) })
await page.goto(`${url}/admin/#/`)
await page.getByLabel('E-mail').fill(who)
await page.getByRole('textbox', { name: 'Password' }).fill('lapel-demo-2026')
await page.getByRole('button', { name: 'Sign in' }).click()
await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
for (const r of routes) {
  const [route, name, ...steps] = r.split('|')
  await page.goto(`${url}/admin/#${route}`)
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(700)
  for (const s of steps) {
    const [kind, ...rest] = s.split(':'); const text = rest.join(':')
    if (kind === 'click') await page.getByRole('button', { name: text }).first().click()
    if (kind === 'item') await page.getByRole('menuitem', { name: text }).first().click()
    if (kind === 'fill') { const [l, v] = text.split('='); await page.getByLabel(l).first().fill(v) }
    if (kind === 'option') await page.getByRole('option', { name: text }).first().click()
    if (kind === 'combo') await page.getByRole('combobox', { name: text }).first().click()
    if (kind === 'wait') await page.waitForTimeout(Number(text))
    await page.waitForTimeout(400)
  }
  console.log(name, page.url())
  await page.screenshot({ path: `/tmp/tenant-shots/${name}.png` })
}
await browser.close()
