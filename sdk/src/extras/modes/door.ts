import { guarded } from '../../kit.ts'
import { keep } from './frequency.ts'
import type { Door, DoorPorts, Memory } from './modes.ts'
import { readPresentation } from './presentation.ts'
import { watch } from './watch.ts'

/** The door of one widget: whether it is open, and what opens it. */
export function createDoor({ placement, view, draw }: DoorPorts): Door {
  const { emit, page, publicId, option } = placement
  const memory: Memory = { publicId, consent: () => page.consent }
  let watched = ''
  let stop = () => {}
  const door: Door = {
    isOpen: false,
    presentation: { mode: 'modal' },
    set(isOpen) {
      if (isOpen === door.isOpen) return
      door.isOpen = isOpen
      draw()
      if (isOpen) return view()
      emit('close', {})
      keep(door.presentation.frequency, memory)
    },
    update(mode, display) {
      door.presentation = readPresentation(option, mode, display)
      const next = JSON.stringify(door.presentation)
      // What opens the widget starts over only when it changed itself.
      if (next === watched) return
      watched = next
      stop()
      stop = watch(
        door.presentation,
        memory,
        guarded(() => door.set(true)),
      )
    },
    end: () => stop(),
  }
  return door
}
