import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, rawClient } from '../support/raw-client.js'
import { STREAMED } from '../support/streamed.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const MIB = Buffer.alloc(1024 ** 2)
const SIZE = 60
const STILL_MS = 150

/** What was written of a reply of 60 MiB by when nothing more was, though its client reads none of it. */
const heldBack = async (name: string): Promise<number> => {
  let written = 0
  await using origin = await httpOrigin(async (_, response) => {
    response.setHeader('Content-Length', SIZE * MIB.length)
    for (; written < SIZE; written++)
      if (!response.write(MIB)) await new Promise(resolve => response.once('drain', resolve))
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed(name, STREAMED[name]))
  await using client = await rawClient(proxy.port)
  client.pause()
  await client.send(head('GET /'))
  for (let before = -1; before !== written || written === 0; ) {
    before = written
    await new Promise(resolve => setTimeout(resolve, STILL_MS))
  }
  return written
}

test('through each fault that streams, a client that does not read holds the upstream back', async () => {
  const names = Object.keys(STREAMED)
  const written = await Promise.all(names.map(heldBack))
  expect(names.filter((_, at) => (written[at] ?? SIZE) > SIZE / 2)).toEqual([])
})
