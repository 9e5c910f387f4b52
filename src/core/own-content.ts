import { open, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Body, bodyOf } from './body.js'

/** What a reply of our own has to say, and how many bytes that is. */
export interface Content {
  readonly size: number
  readonly body: Body
}

export const textContent = (text: string): Content => ({
  size: Buffer.byteLength(text),
  body: text === '' ? bodyOf() : bodyOf(text),
})

/** A file as it is now, opened when it is read and closed with its reader; null where there is none. */
export const fileContent = async (path: string): Promise<Content | null> => {
  const found = await stat(path).catch(() => null)
  return found?.isFile() ? { size: found.size, body: firstOf(path, found.size) } : null
}

/** No more than was promised, should it grow. */
async function* firstOf(path: string, size: number): Body {
  if (size === 0) return
  const file = await open(path)
  try {
    yield* file.createReadStream({ end: size - 1, autoClose: false })
  } finally {
    await file.close()
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.html': 'text/html; charset=utf-8',
  '.xml': 'application/xml',
  '.txt': 'text/plain; charset=utf-8',
}

/** The media type of a text that is JSON or plain. */
export const typeOf = (text: string): string => (isJson(text) ? 'application/json' : 'text/plain; charset=utf-8')

export const typeOfFile = (path: string): string => TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream'

const isJson = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
