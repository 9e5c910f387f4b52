import { expect, test } from 'vitest'
import { tryConnect } from '../../src/core/connect.js'
import { freePorts } from '../../src/run/ports.js'
import { deafPort } from '../support/deaf-port.js'
import { rawOrigin } from '../support/origin.js'

const never = new AbortController().signal

test('a connection that is made is no error, one that is refused is', async () => {
  await using origin = await rawOrigin(() => {})
  expect(await tryConnect('127.0.0.1', origin.port, never)).toBeNull()
  const [port = 0] = await freePorts(1)
  expect(await tryConnect('127.0.0.1', port, never)).toMatchObject({ code: 'ECONNREFUSED' })
})

test('a connection that is neither made nor refused can be left', async () => {
  await using deaf = await deafPort()
  const leaving = new AbortController()
  const trying = tryConnect('127.0.0.1', deaf.port, leaving.signal)
  const first = await Promise.race([trying, new Promise(resolve => setTimeout(resolve, 300, 'still waiting'))])
  expect(first).toBe('still waiting')
  leaving.abort(new Error('left'))
  await expect(trying).rejects.toThrow('left')
})

test('a signal that has aborted is enough', async () => {
  const left = AbortSignal.abort(new Error('left'))
  await expect(tryConnect('127.0.0.1', 1, left)).rejects.toThrow('left')
})
