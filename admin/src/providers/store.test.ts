import { memoryStore } from 'react-admin'
import { expect, it } from 'vitest'
import { perAccount } from './store.ts'

function storeOf(first: string) {
  let account = first
  const store = perAccount(memoryStore(), () => account)
  store.setup()
  const signIn = (id: string) => {
    account = id
  }
  return { store, signIn }
}

it('keeps what an account chose through the end of its session, and from others', () => {
  const { store, signIn } = storeOf('ada')
  store.setItem('organizations.savedQueries', ['suspended'])
  store.reset()
  signIn('ben')
  expect(store.getItem('organizations.savedQueries')).toBeUndefined()
  signIn('ada')
  expect(store.getItem('organizations.savedQueries')).toEqual(['suspended'])
})

it('shares the theme and the language of the browser', () => {
  const { store, signIn } = storeOf('ada')
  store.setItem('theme', 'dark')
  signIn('ben')
  expect(store.getItem('theme')).toBe('dark')
})

it('tells an account of its own changes alone', () => {
  const { store, signIn } = storeOf('ada')
  const heard: unknown[] = []
  store.subscribe('columns', (value) => heard.push(value))
  store.setItem('columns', ['name'])
  signIn('ben')
  store.setItem('columns', ['slug'])
  expect(heard).toEqual([['name']])
})
