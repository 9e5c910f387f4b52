import { once } from 'node:events'
import { expect, test } from 'vitest'
import { dialUpstream, severUpstream } from '../../src/proxy/dial.js'
import { rawOrigin } from '../support/origin.js'
import { eventually } from '../support/with-proxy.js'

test.each(['http:', 'https:'])('a connection to an %s upstream can be ended by RST', async protocol => {
  await using origin = await rawOrigin(() => {})
  const base = new URL(`${protocol}//127.0.0.1:${origin.port}`)
  const socket = dialUpstream({ base, servername: '' }, null)
  await once(socket, 'connect')
  const [peer] = await eventually(
    () => origin.peers,
    peers => peers.length > 0,
  )
  if (protocol === 'https:') await peer?.until(/./s)
  severUpstream(socket, 'reset')
  expect(await peer?.ended()).toBe('reset')
})
