import { expect, test, vi } from 'vitest'
import { createUndo } from './shutdown.ts'

test('steps are undone in reverse, each once, also when one fails', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const done: string[] = []
  const undo = createUndo()
  undo.push('the first', () => void done.push('first'))
  undo.push('the second', () => Promise.reject(new Error('stuck')))
  undo.push('the last', async () => void done.push('last'))
  await Promise.all([undo.run(), undo.run()])
  expect(done).toEqual(['last', 'first'])
  expect(complaint).toHaveBeenCalledExactlyOnceWith('stopping the second: stuck')
  complaint.mockRestore()
})

test('a step that never ends is named, and the rest goes on without it', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const done: string[] = []
  const undo = createUndo()
  undo.push('the lock', () => void done.push('lock'))
  undo.push('the worker', () => new Promise(() => undefined), 0.01)
  await undo.run()
  expect(done).toEqual(['lock'])
  expect(complaint).toHaveBeenCalledExactlyOnceWith(
    'stopping the worker: it has not ended within 0.01 seconds, and the rest is stopped without it',
  )
  complaint.mockRestore()
})
