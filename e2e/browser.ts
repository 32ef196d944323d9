import { type Browser, chromium } from '@playwright/test'
import { ensureChromium, launchFlags } from './chromium.ts'

/** Opens the browser that the journeys use, outside of them. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: ensureChromium(), args: launchFlags })
}
