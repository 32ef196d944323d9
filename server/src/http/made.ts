import type { Context } from 'hono'
import { chooseEncoding, createCompressor } from './compress.ts'

/** A text that the server makes for a widget, and what it depends on. */
export interface Made {
  /** Changes with the text; empty where nobody may keep it. */
  tag: string
  type: 'text/javascript' | 'text/css' | 'text/plain'
  text(): string
  headers: Record<string, string>
}

/** What pages ask for often: kept for a minute, and shown for ten more while it is asked for anew. */
export const shortly = 'public, max-age=60, stale-while-revalidate=600'

const isKnown = (c: Context, tag: string) =>
  c.req
    .header('if-none-match')
    ?.split(',')
    .some((known) => known.trim().replace(/^W\//, '') === tag) ?? false

/** Answers with made texts, compressed and with their tags, to pages of any site. */
export function createAnswer(): (c: Context, made: Made, status?: 200 | 404 | 503) => Promise<Response> {
  const compress = createCompressor()
  return async (c, { tag, type, text, headers: own }, status = 200) => {
    const headers = {
      ...own,
      ...(tag && { etag: `W/${tag}` }),
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    }
    if (tag && isKnown(c, tag)) return c.body(null, 304, headers)
    const encoding = chooseEncoding(c.req.header('accept-encoding') ?? '')
    return c.body(await compress(tag, encoding, text), status, {
      ...headers,
      'content-type': `${type}; charset=utf-8`,
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    })
  }
}
