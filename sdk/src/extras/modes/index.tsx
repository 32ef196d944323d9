import { createDoor } from './door.ts'
import { Frame } from './Frame.tsx'
import css from './modes.css?inline'
import type { Modes } from './modes.ts'

export const part: Modes = { createDoor, frame: Frame, css, strings: { close: 'Close', openWidget: 'Open' } }
