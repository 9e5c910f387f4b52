import { expect, test } from 'vitest'
import { flipped } from '../../src/core/bits.js'
import { bodyOf, collect } from '../../src/core/body.js'
import { toolsFor } from '../support/tools.js'

test('bits are flipped at their shares of the body, each once, wherever its chunks end', async () => {
  const { tools, missed } = toolsFor()
  const message = { headers: [['Content-Length', '4']] as const, body: bodyOf('ab', 'cd') }
  const { body } = await flipped(message, [0, 0.5, 0.51], tools)
  expect(String(await collect(body))).toBe('`bbd')
  expect(missed).toEqual([])
  await flipped({ headers: [['Content-Length', '0']], body: bodyOf() }, [0], tools)
  expect(missed).toEqual(['the body is empty'])
})
