import { describe, expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { refusals } from '../support/refused.js'
import { faultNamed, withProxy } from '../support/with-proxy.js'

const get = async (port: number, path = '/') => (await talkRaw(port, head(`GET ${path}`, 'Connection: close'))).text

describe('reroute', () => {
  test('sends requests to another upstream as they are, behind its path', async () => {
    await using origin = await httpOrigin()
    await using other = await httpOrigin((_, response) => void response.end('the other'))
    await using proxy = await withProxy({ upstream: origin.url })
    const lift = proxy.inject(faultNamed('reroute', { to: `${other.url.href}v2/` }))
    expect(await get(proxy.port, '/a?b')).toMatch(/the other$/)
    expect(other.seen.map(({ target, headers }) => [target, headers])).toEqual([['/v2/a?b', [['Host', 'test']]]])
    lift()
    expect(await get(proxy.port)).toMatch(/ok$/)
    expect(origin.seen.length).toBe(1)
    expect(other.seen.length).toBe(1)
  })

  test('takes a share of them, and those that stay are no injections', async () => {
    await using origin = await httpOrigin()
    await using one = await httpOrigin()
    await using two = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('reroute', { to: [one.url.href, two.url.href], share: '50%' }))
    await Promise.all(Array.from({ length: 200 }, () => get(proxy.port)))
    const counts = [origin, one, two].map(({ seen }) => seen.length)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200)
    // 200 draws: five standard deviations from 100 and 50.
    expect(Math.abs((counts[0] ?? 0) - 100)).toBeLessThan(36)
    expect(Math.abs((counts[1] ?? 0) - 50)).toBeLessThan(31)
    const injected = (await proxy.closed(200)).filter(({ injected }) => injected.length > 0)
    expect(injected.length).toBe(200 - (counts[0] ?? 0))
    expect(proxy.facts('fault.passed').length).toBe(counts[0])
  })

  test('a client that sticks goes where it went first', async () => {
    await using origin = await httpOrigin()
    await using other = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('reroute', { to: other.url.href, share: '50%', sticky: 'client' }))
    await Promise.all(Array.from({ length: 12 }, () => get(proxy.port)))
    expect([origin.seen.length, other.seen.length].sort()).toEqual([0, 12].sort())
  })

  test('an upstream that nobody is at is a 502 like any other', async () => {
    await using origin = await httpOrigin()
    const gone = await httpOrigin()
    await gone.stop()
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('reroute', { to: gone.url.href }))
    expect(await get(proxy.port)).toMatch(/^HTTP\/1\.1 502 [\s\S]*x-fallacy-error: .*ECONNREFUSED/)
    expect(origin.accepted).toBe(0)
  })
})

test.each(['127.0.0.1', 'localhost', '0x7f.1', '[::ffff:127.0.0.1]', '2130706433'])(
  'no fault sends requests round through a proxy of the run, here as %s',
  async host => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('reroute', { to: `http://${host}:${proxy.port}` }))
    expect(await get(proxy.port)).toMatch(/^HTTP\/1\.1 502 [\s\S]*x-fallacy-error: a fault would send it round/)
    expect(proxy.facts('exchange.opened')).toHaveLength(1)
  },
)

describe('dns', () => {
  test.each([
    ['nxdomain', 502, 'ENOTFOUND'],
    ['servfail', 502, 'EAI_AGAIN'],
    ['timeout', 504, 'ETIMEOUT'],
  ])('%s is a %i, and nothing reaches the upstream', async (answer, status, code) => {
    await using origin = await httpOrigin()
    await using proxy = await withProxy({ upstream: origin.url })
    proxy.inject(faultNamed('dns', answer === 'timeout' ? { answer, after: '50ms' } : { answer }))
    const text = await get(proxy.port)
    expect(text).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*x-fallacy-injected: fault-1; [\\s\\S]*${code} test\n$`),
    )
    expect(origin.accepted).toBe(0)
  })

  test('another address is where requests go then, under their old name', async () => {
    const here = await httpOrigin()
    await using origin = { ...here, [Symbol.asyncDispose]: () => here.stop() }
    await using proxy = await withProxy({ upstream: new URL(`http://localhost:${origin.port}`) })
    const lift = proxy.inject(faultNamed('dns', { answer: '127.0.0.9' }))
    expect(await get(proxy.port)).toMatch(/^HTTP\/1\.1 502 [\s\S]*ECONNREFUSED 127\.0\.0\.9/)
    lift()
    proxy.inject(faultNamed('dns', { answer: '127.0.0.1' }))
    expect(await get(proxy.port)).toMatch(/^HTTP\/1\.1 200 /)
    expect(here.seen[0]?.headers).toEqual([['Host', 'test']])
  })

  test.each([
    [{ answer: 'nowhere' }, /^expected nxdomain, .*found "nowhere"$/],
    [{ answer: 'nxdomain', after: '1s' }, /^expected after with the answer timeout only$/],
    [{}, /answer/],
  ])('%j is refused', (options, message) => {
    expect(refusals('dns', options)).toEqual([expect.stringMatching(message)])
  })
})

test('inform sends replies that a client reads over', async () => {
  await using origin = await httpOrigin()
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(faultNamed('inform', { status: 103, count: 2 }))
  expect(await get(proxy.port)).toMatch(/^(HTTP\/1\.1 103 Early Hints\r\n\r\n){2}HTTP\/1\.1 200 OK\r\n[\s\S]*ok$/)
  expect(await (await fetch(proxy.url)).text()).toBe('ok')
})
