import { expect, test } from 'vitest'
import { changed, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const withSafety = (safety: string): string => `${MINIMAL}safety: ${safety}\n`

test('hosts that the file allows replace the default, and those it denies win', async () => {
  const text = changed(
    withSafety('{allowHosts: ["*.staging.example", 127.0.0.1], denyHosts: [db.staging.example]}'),
    'http://127.0.0.1:9102',
    'http://pay.staging.example',
  )
  const { safety } = await loaded(text)
  expect(safety).toMatchObject({ allowHosts: ['*.staging.example', '127.0.0.1'], denyHosts: ['db.staging.example'] })
  expect(await problemsOf(text.replace('http://pay.', 'http://db.'))).toEqual([expect.stringMatching(/^E302 4:51/)])
  expect(await problemsOf(text.replace('http://pay.staging.example', 'http://10.0.0.1'))).toEqual([
    expect.stringMatching(/^E301 4:51/),
  ])
})

test.each(['1s', '61s', '15'])('a lifetime of %s is refused', async ttl => {
  expect(await problemsOf(withSafety(`{faultTtl: ${ttl}}`))).toEqual([expect.stringMatching(/^E1(10|21) 15:20/)])
})

test('the phases may last as long as safety says, and no longer', async () => {
  expect(await problemsOf(withSafety('{maxDuration: 80s}'))).toEqual([])
  expect(await problemsOf(withSafety('{maxDuration: 79s}'))).toEqual([
    'E305 7:1 the phases last 1 m 20 s, longer than safety.maxDuration (1 m 19 s)',
  ])
})

test('faults that together hit no more than safety allows are taken', async () => {
  const lower = withSafety('{maxAffected: 30%}').replace('latency: {', 'percent: 30%, latency: {')
  expect(await problemsOf(lower)).toEqual([])
  expect(await problemsOf(lower.replace('maxAffected: 30%', 'maxAffected: 29%'))).toEqual([
    'E306 15:23 inject hits 30 % of payments, more than safety.maxAffected (29 %)',
  ])
})

test('a stop file is beside the experiment, and everything else has its default', async () => {
  const { safety } = await loaded(withSafety('{stopFile: ./STOP}'), { folder: '/exp' })
  expect(safety).toMatchObject({ stopFile: '/exp/STOP', maxAffected: 1, confirm: 'auto', lock: null, windows: null })
  expect(safety.onSignal).toEqual({ first: 'abortAndVerify', second: 'abortNow' })
})
