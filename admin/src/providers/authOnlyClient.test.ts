import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createClient } from './authOnlyClient.ts'

const url = 'http://supabase.test'
const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const user = {
  id: 'u',
  email: 'ada@example.com',
  aud: 'authenticated',
  app_metadata: {},
  user_metadata: {},
  created_at: '',
}
const session = { access_token: 'own.session.token', refresh_token: 'r', token_type: 'bearer', expires_in: 3600, user }

it('speaks as the session, once there is one', async () => {
  const said: (string | null)[] = []
  const listen =
    (answer: object) =>
    ({ request }: { request: Request }) => {
      said.push(request.headers.get('authorization'))
      return HttpResponse.json(answer)
    }
  server.use(http.post(`${url}/auth/v1/token`, listen(session)), http.put(`${url}/auth/v1/user`, listen(user)))
  const { auth } = createClient(url, 'publishable', {
    auth: { storageKey: 'test', detectSessionInUrl: false, persistSession: false, autoRefreshToken: false },
  })
  await auth.signInWithPassword({ email: user.email, password: 'secret' })
  const { error } = await auth.updateUser({ data: { language: 'de' } })
  expect(error).toBeNull()
  expect(said).toEqual(['Bearer publishable', 'Bearer own.session.token'])
})
