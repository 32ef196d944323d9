import { expect, it } from 'vitest'
import { inLanes } from './inLanes.ts'

it('does all of it, never more at a time than there are lanes', async () => {
  const done: number[] = []
  let running = 0
  let most = 0
  await inLanes([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    running += 1
    most = Math.max(most, running)
    await Promise.resolve()
    done.push(item)
    running -= 1
  })
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(most).toBe(3)
})

it('has nothing to do with nothing', async () => {
  await expect(inLanes([], 4, () => Promise.reject(new Error('called')))).resolves.toBeUndefined()
})
