import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { secured, tunnelTo } from '../../support/tunnel.js'
import { type TestForward, withForward } from '../../support/with-forward.js'
import { eventually } from '../../support/with-proxy.js'

const HOSTS = 25

const shake = async (proxy: TestForward, host: string): Promise<void> => {
  const ca = proxy.authority.certificate
  const secure = await secured(await tunnelTo(proxy.port, `${host}:443`), { servername: host, ca })
  secure.destroy()
}

/** Time of this process, not of the machine: others cannot take from it. */
const cpuOf = async (act: () => unknown): Promise<number> => {
  const before = process.cpuUsage()
  await act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const descriptors = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)
const listening = () => process.getActiveResourcesInfo().filter(kind => kind === 'TCPServerWrap').length

test('a new host costs 10 ms more than a known one at most, and leaves no port and no descriptor behind', async () => {
  await using proxy = await withForward()
  await shake(proxy, 'known.test')
  const before = { descriptors: descriptors(), listening: listening() }
  const [fresh, known]: [number[], number[]] = [[], []]
  for (let host = 0; host < HOSTS; host++) {
    fresh.push(await cpuOf(() => shake(proxy, `h${host}.test`)))
    known.push(await cpuOf(() => shake(proxy, 'known.test')))
  }
  expect(median(fresh) - median(known)).toBeLessThan(10)
  expect(listening()).toBe(before.listening)
  await eventually(descriptors, open => open <= before.descriptors)
})

test('nothing that is done for a host keeps all others waiting for 50 ms', async () => {
  await using proxy = await withForward()
  const { contextFor } = proxy.authority
  contextFor('first.test')
  const each: number[] = []
  for (let host = 0; host < HOSTS; host++) each.push(await cpuOf(() => contextFor(`h${host}.test`)))
  expect(Math.max(...each)).toBeLessThan(50)
})
