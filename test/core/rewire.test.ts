import { expect, test } from 'vitest'
import { bodyOf, collect } from '../../src/core/body.js'
import type { Rewire } from '../../src/core/exchange.js'
import { addLine, chained, claimLength, rewriteHead } from '../../src/core/rewire.js'

const HEAD = 'HTTP/1.1 200 OK\r\nX: \xe9\r\nContent-Length: 2\r\n\r\n'

const written = async (rewire: Rewire) => {
  const { head, body } = rewire({ head: bodyOf(Buffer.from(HEAD, 'latin1')), body: bodyOf('ok') })
  return [(await collect(head)).toString('latin1'), String(await collect(body))]
}

test('a head is written anew, byte by byte as it was but for the change', async () => {
  expect(await written(rewriteHead(text => text.replace('200', '299')))).toEqual([HEAD.replace('200', '299'), 'ok'])
  expect(await written(claimLength(9))).toEqual([HEAD.replace('Length: 2', 'Length: 9'), 'ok'])
  expect(await written(addLine('Y: 1'))).toEqual([HEAD.replace(/\r\n$/, 'Y: 1\r\n\r\n'), 'ok'])
})

test('one rewire follows the other', async () => {
  const [head = ''] = await written(chained(addLine('Y: 1'), addLine('Z: 2')))
  expect(head).toMatch(/\r\nY: 1\r\nZ: 2\r\n\r\n$/)
  expect(await written(chained(undefined, claimLength(1)))).toEqual(await written(claimLength(1)))
})
