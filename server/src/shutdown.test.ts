import { expect, test, vi } from 'vitest'
import { createUndo } from './shutdown.ts'

test('steps are undone in reverse, each once, also when one fails', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const done: string[] = []
  const undo = createUndo()
  undo.push(() => void done.push('first'))
  undo.push(() => Promise.reject(new Error('stuck')))
  undo.push(async () => void done.push('last'))
  await Promise.all([undo.run(), undo.run()])
  expect(done).toEqual(['last', 'first'])
  expect(complaint).toHaveBeenCalledExactlyOnceWith('stopping: stuck')
})
