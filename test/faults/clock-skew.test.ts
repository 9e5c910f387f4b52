import { expect, test } from 'vitest'
import { bodyOf } from '../../src/core/body.js'
import type { Json } from '../../src/core/json.js'
import { exchangeOf, hitBy, replyOf } from '../support/hit.js'
import { refusals } from '../support/refused.js'

const NOON = 'Sun, 06 Nov 1994 12:00:00 GMT'

const skewed = async (options: Json, headers: readonly (readonly [string, string])[]) => {
  const hit = hitBy('clockSkew', options)
  const reply = await hit.through(exchangeOf(), async () => replyOf(bodyOf(), headers))
  return { headers: reply.headers, hit }
}

test('dates are shifted either way, wherever they stand, and across midnight', async () => {
  const later = 'Sun, 06 Nov 1994 12:05:00 GMT'
  const { headers, hit } = await skewed({ offset: '+5m' }, [
    ['date', NOON],
    ['Set-Cookie', `a=b; Expires=${NOON}; Secure`],
    ['Set-Cookie', 'c=d; expires=Sun, 06-Nov-1994 12:00:00 GMT'],
  ])
  expect(headers).toEqual([
    ['date', later],
    ['Set-Cookie', `a=b; Expires=${later}; Secure`],
    ['Set-Cookie', `c=d; expires=${later}`],
  ])
  expect(hit.facts('fault.acted').map(({ actual }) => actual)).toEqual([{ shifted: 3 }])
  expect((await skewed({ offset: '-24h' }, [['Expires', NOON]])).headers).toEqual([
    ['Expires', 'Sat, 05 Nov 1994 12:00:00 GMT'],
  ])
})

test('only the named fields, and only dates in them', async () => {
  const { headers } = await skewed({ offset: '+1h', headers: ['X-At'] }, [
    ['Date', NOON],
    ['x-at', NOON],
  ])
  expect(headers).toEqual([
    ['Date', NOON],
    ['x-at', 'Sun, 06 Nov 1994 13:00:00 GMT'],
  ])
  const relative = await skewed({ offset: '+1h' }, [['Retry-After', '120']])
  expect(relative.headers).toEqual([['Retry-After', '120']])
  expect(relative.hit.facts('fault.missed').map(({ why }) => why)).toEqual(['the reply has no date'])
})

test.each(['5m', '+5', '+10ms', 5])('an offset of %j is refused', offset => {
  expect(refusals('clockSkew', { offset })).toEqual([expect.stringMatching(/^expected a duration with its direction/)])
})
