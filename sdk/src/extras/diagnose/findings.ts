import type { Finding } from '../../../lapel.d.ts'

type Words = readonly [severity: Finding['severity'], message: string, fix: string]

/** What can be found, in words; `{name}` is filled in. */
const words = {
  SCRIPT_MISSING: [
    'error',
    'No script of Lapel is on this page.',
    'Copy the whole snippet, both of its lines, from the page of the widget in the console.',
  ],
  SCRIPT_WAITS_FOR_CONSENT: [
    'info',
    'A consent tool holds the script back: its tag has the type {type}.',
    'Agree in the banner of this page; if it does not run then, put Lapel into the right category of the tool.',
  ],
  SCRIPT_FAILED: [
    'error',
    '{src} was answered with status {status}.',
    'Compare the address with that of the snippet in the console.',
  ],
  SCRIPT_REFUSED: [
    'error',
    '{src} is on this page and can be loaded, but was not run.',
    'If a content security policy asks for a nonce, give the tag the nonce of this page. If it has integrity, copy the snippet anew. The browser names the cause in red in this console.',
  ],
  SCRIPT_UNREACHABLE: [
    'error',
    '{src} is on this page and cannot be loaded.',
    'Allow {origin} in script-src of the content security policy; try without blockers and in another network.',
  ],
  NAME_TAKEN: [
    'error',
    'window.Lapel is something else: another script or an element of this page has the name.',
    'Rename the other one, or load Lapel before it.',
  ],
  SCRIPT_TWICE: [
    'info',
    'The script is on this page {count} times. The first one to run does the work.',
    'Remove the others, so that nothing is loaded in vain. Look into the tag manager, too.',
  ],
  SCRIPT_OLD: [
    'warning',
    'This page runs version {version} of the script; {newest} is the newest.',
    'Reload without the cache, or copy the snippet anew if its address names a version.',
  ],
  POLICY: [
    'error',
    'The content security policy of this page refused {uri} ({directive}).',
    'Add {origin} to {directive}.',
  ],
  ELEMENT_MISSING: [
    'error',
    'No element of this page asks for {id}.',
    'Put <lapel-widget public-id="{id}"></lapel-widget> where it should appear. If a script adds it, look again afterwards.',
  ],
  ID_MISSING: ['error', 'A {what} names no widget.', 'Give it public-id="w_...", as the snippet has it.'],
  NOT_DRAWN: [
    'error',
    '{what} is still empty, although its widget can be loaded.',
    'Wait a moment and look again. If it stays, look for red lines in this console: another script may replace the element.',
  ],
  WAITS_TO_BE_NEAR: ['info', '{what} is lazy: it loads when the visitor comes near.', 'Scroll to it.'],
  HIDDEN: [
    'error',
    'The style of this page hides {what}: {hider} has {reason}.',
    'Change that rule, or move the element out of {hider}.',
  ],
  NO_ROOM: [
    'error',
    'There is no room for {what}: {hider} is {width} by {height} pixels.',
    'Give {hider} a width, and let its height follow what is in it.',
  ],
  INSTANCE_NOT_FOUND: [
    'error',
    'No published widget has the id {id}.',
    'Compare the id with that in the console. Publish the widget if it is a draft, paused or expired; a private one needs its token.',
  ],
  ORIGIN_NOT_ALLOWED: [
    'error',
    'The widget {id} may not be used on {site}.',
    'Add {site} to its allowed sites in the console. Each scheme, port and subdomain is a site of its own.',
  ],
  RATE_LIMITED: ['warning', 'This address has asked for {id} too often.', 'Wait a minute.'],
  SERVER_FAILED: [
    'error',
    '{host} answered with status {status}.',
    'Try again soon; tell who runs {host} if it lasts.',
  ],
  OFFLINE: ['error', 'This browser is offline.', 'Connect it.'],
  MIXED_CONTENT: [
    'error',
    'This page is https, but its widgets are to come from {host}.',
    'Use the https address of Lapel in the snippet.',
  ],
  NETWORK: [
    'error',
    '{host} gave no answer.',
    'Check the address in src and host; try without blockers, in another network, and open {host} in a tab.',
  ],
  OUTDATED_REVISION: [
    'info',
    'This page may still show revision {shown} of {id}; {published} is published.',
    'Reload. Browsers keep a widget for a minute, and show the kept one for ten more while they ask.',
  ],
  OPENS_BY_CLICK: ['info', '{id} opens when {what} is clicked.', 'Click it, or choose another trigger.'],
  TRIGGER_TARGET_MISSING: [
    'error',
    '{id} opens when {what} is clicked, and nothing on this page matches that.',
    'Correct the selector in open-value.',
  ],
  OPENS_LATER: ['info', '{id} opens by itself {when}.', 'Do that, or choose another trigger.'],
  NOT_ON_THIS_PAGE: [
    'info',
    '{id} does not open by itself on {path}: its rules for pages leave it out.',
    'Change the rules for pages, or open it by Lapel.open("{id}").',
  ],
  SHOWN_OFTEN_ENOUGH: [
    'info',
    '{id} has opened {count} times in this browser, and may do so {times} times per {per}.',
    'Look in a private window, or raise the frequency.',
  ],
} as const satisfies Record<string, Words>

/** A finding in words. */
export function find(code: keyof typeof words, values: Record<string, unknown> = {}): Finding {
  const [severity, message, fix] = words[code]
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => `${values[name]}`)
  return { code, severity, message: fill(message), fix: fill(fix) }
}

/** How a developer knows an element: `div#shop.wide`. */
export function nameOf(element: Element): string {
  const id = element.id && `#${element.id}`
  return `${element.localName}${id}${[...element.classList].map((name) => `.${name}`).join('')}`
}
