import { expect, test } from 'vitest'
import { collect } from '../../src/core/body.js'
import { ownReply } from '../../src/core/own-reply.js'

test('a reply of our own says so, and tells its length in bytes', async () => {
  const reply = ownReply(503, 'zu groß', [['Retry-After', '1']])
  expect((await collect(reply.body)).toString()).toBe('fallacy: zu groß\n')
  expect(reply).toMatchObject({ status: 503, isInjected: true })
  expect(reply.headers).toEqual([
    ['Retry-After', '1'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', '18'],
  ])
})
