import { describe, expect, test } from 'vitest'
import { targets } from './targets.ts'
import { config, createTenant, publish } from './tenant.ts'

describe.each(targets())('the look of a widget on $name', ({ fetch }) => {
  async function read(publicId: string, query = '') {
    const answer = await fetch(`/embed/v1/instances/${publicId}${query}`)
    const { look } = (await answer.json()) as { look?: string }
    return { look, etag: answer.headers.get('etag') }
  }

  test('is that of the published theme, or of the one that the page names', async () => {
    const tenant = await createTenant()
    await publish(tenant, 2, { ...config, theme: { name: 'forest', corners: 'square' } })
    const own = await read(tenant.publicId)
    expect(own.look).toContain('--theme-accent:light-dark(#1f7a3f,#5fcf85)')
    const named = await read(tenant.publicId, '?theme=ocean')
    expect(named.look).toContain('--theme-accent:light-dark(#0e7490,#45c4e6)')
    expect(named.look).toContain('--theme-radius:0')
    expect(named.etag).not.toBe(own.etag)
    expect(await read(tenant.publicId, '?theme=__proto__')).toEqual(own)
  })

  test('is not told where it is the plain one', async () => {
    const tenant = await createTenant()
    await publish(tenant, 2, { ...config, theme: { name: 'plain' } })
    expect((await read(tenant.publicId)).look).toBeUndefined()
  })
})
