import { expect, test } from 'vitest'
import { httpOrigin } from '../../support/origin.js'
import { openH2, openText, TEXT_WAYS } from '../../support/ways-in.js'
import { withForward } from '../../support/with-forward.js'
import { faultNamed } from '../../support/with-proxy.js'

const setting = async () => {
  const origin = await httpOrigin((_, response) => response.end('x'.repeat(1_000)))
  const proxy = await withForward({ map: new Map([['a.test', origin.url]]) })
  return {
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await origin[Symbol.asyncDispose]()
    },
  }
}

const ENDINGS = [
  ['reset', 'reset'],
  ['close', 'fin'],
] as const

test.each(TEXT_WAYS.flatMap(way => ENDINGS.map(([fault, ending]) => [way, fault, ending] as const)))(
  'by %s, a %s in the middle of a body reaches the client as %s, behind the bytes before it',
  async (way, fault, ending) => {
    await using world = await setting()
    world.proxy.inject(faultNamed(fault, { at: '10B' }))
    await using client = await openText(world.proxy, way)
    await client.send(`GET ${client.targetOf('/')} HTTP/1.1\r\nHost: a.test\r\n\r\n`)
    expect(await client.ended()).toBe(ending)
    expect(client.text).toMatch(/\r\n\r\n(?:3e8\r\n)?x{10}$/)
  },
)

test('over HTTP/2 in a tunnel a reset of the connection is ECONNRESET, and of a stream leaves the others alone', async () => {
  await using world = await setting()
  await using client = await openH2(world.proxy)
  const lift = world.proxy.inject(faultNamed('streamReset', { code: 'INTERNAL_ERROR', at: '10B' }))
  expect(await client.ask()).toMatchObject({ status: 200, code: 2, isWhole: false, text: 'x'.repeat(10) })
  lift()
  expect(await client.ask()).toMatchObject({ status: 200, code: 0, isWhole: true })
  const failed = new Promise(resolve => client.session.once('error', ({ code }) => resolve(code)))
  world.proxy.inject(faultNamed('reset', { at: '10B' }))
  const [one, two] = await Promise.all([client.ask(), client.ask()])
  expect([one.isWhole, two.isWhole]).toEqual([false, false])
  expect(await failed).toBe('ECONNRESET')
})
