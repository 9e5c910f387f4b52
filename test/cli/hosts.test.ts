import { expect, test } from 'vitest'
import { hostsTouched, isThisMachine } from '../../src/cli/hosts.js'
import { experimentOf, loadOf, probeOf } from '../support/experiment.js'

test('upstreams, loads and probes are touched, the proxies themselves are not', () => {
  const experiment = experimentOf({
    load: urlOf => [loadOf({ baseUrl: urlOf('payments') }), loadOf({ baseUrl: 'http://other.example:8080/x' })],
    probes: [{ id: 'home', everyMs: 200, probe: probeOf() }],
  })
  expect(hostsTouched(experiment)).toEqual(['127.0.0.1:3000', '127.0.0.1:9102', 'other.example:8080'])
})

test.each(['127.0.0.1:80', '127.1.2.3', '[::1]:80', 'localhost:3000', 'shop.localhost', '127.1', '0x7f000001'])(
  '%s is this machine',
  host => {
    expect(isThisMachine(host)).toBe(true)
  },
)

test.each(['10.0.0.1', 'staging.example', 'localhost.example', '127.0.0.1.example', '[::2]', '128.0.0.1'])(
  '%s is not this machine',
  host => {
    expect(isThisMachine(host)).toBe(false)
  },
)
