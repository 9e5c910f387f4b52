import * as v from 'valibot'
import { expect, test } from 'vitest'
import { upstreamOption } from '../../src/core/upstream-option.js'

test('an upstream is an origin, perhaps with a path, and nothing else', () => {
  for (const good of ['http://127.0.0.1:9001', 'https://api.test/v2/']) expect(v.is(upstreamOption, good)).toBe(true)
  for (const bad of ['api.test', 'ftp://a/', 'http://u:p@a/', 'http://a/?b', 'http://a/#b', 'http://', 5])
    expect(v.is(upstreamOption, bad)).toBe(false)
})
