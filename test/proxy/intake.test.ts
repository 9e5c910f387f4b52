import net, { type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openIntake } from '../../src/proxy/intake.js'
import { eventually } from '../support/with-proxy.js'

const open: (net.Server | net.Socket)[] = []
afterEach(() => {
  for (const one of open.splice(0)) one instanceof net.Server ? one.close() : one.destroy()
})

/** What becomes of `count` connections of one moment, in order; `now` is told to the intake. */
const taken = async (count: number, now: () => number, accepted = (_: net.Socket): void => {}): Promise<string[]> => {
  const log: string[] = []
  const intake = openIntake({ now })
  const server = net.createServer(socket => {
    open.push(socket)
    log.push('taken')
    intake(socket, () => log.push('served'))
    accepted(socket)
  })
  open.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // Its address is that of a TCP server.
  const { port } = server.address() as AddressInfo
  for (let at = 0; at < count; at++) open.push(net.connect(port, '127.0.0.1').on('error', () => {}))
  await eventually(
    () => log.filter(what => what === 'taken').length,
    all => all === count,
  )
  for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve))
  return log
}

test('all connections of one moment are taken before the first of them is served', async () => {
  const log = await taken(50, () => 0)
  expect(log).toEqual([...Array(50).fill('taken'), ...Array(50).fill('served')])
})

test('where turns of the event loop are long, each is served in its own', async () => {
  let now = 0
  const log = await taken(5, () => (now += 10))
  expect(log).toEqual(Array(5).fill(['taken', 'served']).flat())
})

test('a burst without end is served as far as it has come', async () => {
  let now = 0
  const log = await taken(60, () => (now += 4))
  expect(log.indexOf('served')).toBeLessThan(30)
  expect(log.filter(what => what === 'served')).toHaveLength(60)
})

test('a connection that is gone by then is not served', async () => {
  expect(
    await taken(
      1,
      () => 0,
      socket => socket.destroy(),
    ),
  ).toEqual(['taken'])
})
