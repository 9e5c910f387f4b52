import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { jsonBody } from '../../src/control/json-body.js'

const read = (...chunks: readonly string[]) => jsonBody(Readable.from(chunks.map(chunk => Buffer.from(chunk))))

test('JSON is read over its chunks, and what is none or too much says so', async () => {
  expect(await read('{"a":', '1}')).toEqual({ ok: true, value: { a: 1 } })
  expect(await read('{"a":')).toEqual({ ok: false, status: 400 })
  expect(await read()).toEqual({ ok: false, status: 400 })
  expect(await read(...Array.from({ length: 3 }, () => ' '.repeat(8_000)))).toEqual({ ok: false, status: 413 })
})
