import * as v from 'valibot'
import { expect, test } from 'vitest'
import { destinationOption, isTcp } from '../../src/core/upstream-option.js'

const GOOD = ['http://127.0.0.1:9001', 'https://api.test/v2/', 'tcp://127.0.0.1:6379', 'tcp://[::1]:5432']
const BAD = ['api.test', 'ftp://a/', 'http://u:p@a/', 'http://a/?b', 'http://a/#b', 'http://', 5]
const BAD_TCP = ['tcp://a', 'tcp://a:1/path', 'tcp://u@a:1', 'tcp://:1', 'tcp://a:1?b']

test('a destination is an origin, perhaps with a path, or a host and a port of TCP, and nothing else', () => {
  for (const good of GOOD) expect(v.is(destinationOption, good)).toBe(true)
  for (const bad of [...BAD, ...BAD_TCP]) expect(v.is(destinationOption, bad)).toBe(false)
  expect(GOOD.map(isTcp)).toEqual([false, false, true, true])
})
