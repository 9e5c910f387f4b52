import { expect, test } from 'vitest'
import { type Preset, presetFault } from '../../src/core/preset.js'
import { seeded } from '../../src/core/random.js'
import { faults } from '../../src/faults/index.js'
import { httpOrigin } from '../support/origin.js'
import { head, talkRaw } from '../support/raw-client.js'
import { withProxy } from '../support/with-proxy.js'

const PRESET: Preset = {
  ...{ name: 'modem', fallacy: 'Bandwidth is infinite', summary: 'A modem.', answers: true },
  parts: {
    down: ['bandwidth', { rate: '10kB/s', direction: 'down' }],
    up: ['bandwidth', { rate: '1kB/s', direction: 'up' }],
    latency: ['latency', { add: '20ms', jitter: '10%' }],
  },
}

const bound = () => {
  const found = presetFault(PRESET, faults)?.bind({})
  if (!found?.ok) throw new Error('the preset is not there')
  return found.value
}

test('the dose of a preset has those of its parts, each under its label; the same seed draws the same', () => {
  const { dose } = bound().draw(seeded(1))
  expect(dose).toMatchObject({ 'down.rate': 10_000, 'up.rate': 1_000, 'latency.at': 'request' })
  expect(bound().draw(seeded(1)).dose).toEqual(dose)
  expect(bound().stage).toBe('delay')
})

test('all parts act, on states of their own, as one hit that misses nothing', async () => {
  await using origin = await httpOrigin((request, response) => {
    request.on('end', () => response.end('x'.repeat(1_000)))
  })
  await using proxy = await withProxy({ upstream: origin.url })
  proxy.inject(bound())
  const start = performance.now()
  await talkRaw(proxy.port, `${head('POST /', 'Connection: close', 'Content-Length: 100')}${'y'.repeat(100)}`)
  // 100 bytes at 1 kB/s and 1,000 at 10 kB/s.
  expect(performance.now() - start).toBeGreaterThan(185)
  await talkRaw(proxy.port, head('GET /', 'Connection: close'))
  const [first, second] = await proxy.closed(2)
  expect([first?.injected, second?.injected]).toEqual([['fault-1'], ['fault-1']])
  expect(proxy.facts('fault.missed')).toEqual([])
  const acted = proxy.facts('fault.acted').map(({ actual }) => Object.keys(Object(actual))[0]?.split('.')[0])
  expect(new Set(acted)).toEqual(new Set(['latency', 'down', 'up']))
})

test('a preset takes no options, and is not there where a fault that it needs is missing', () => {
  expect(presetFault(PRESET, faults)?.bind({ rate: '1kB/s' })).toMatchObject({ ok: false })
  expect(
    presetFault(
      PRESET,
      faults.filter(({ name }) => name !== 'latency'),
    ),
  ).toBeNull()
})
