import { expect, test } from 'vitest'
import { citedExchanges } from '../../src/metrics/cited.js'
import { journalOf, planOf } from '../support/journal-factory.js'

const example = (x: number | null) => ({ t: 0, x, latencyMs: 1, what: 'answered 200', injected: [] })

const story = (target = '/charges?id=1') =>
  journalOf(planOf())
    .at(10)
    .add({ type: 'proxy.listening', proxy: 'payments', url: 'http://127.0.0.1:9002/', upstream: 'http://127.0.0.1:1' })
    .add({
      ...{ type: 'exchange.opened', x: 7, route: 'payments/charge', protocol: 'http1', connection: 1 },
      ...{ method: 'POST', target },
    })
    .add({ type: 'fault.injected', x: 7, fault: 'slow', dose: { ms: 800 } })

test('a cited exchange tells how to send it again, what was injected into it, and how it ended', () => {
  const writer = story().add({
    ...{ type: 'exchange.closed', x: 7, route: 'payments/charge', end: 'complete', status: 201 },
    ...{ received: 3, sent: 9, headMs: 801, totalMs: 802, injected: ['slow'], matched: ['slow'] },
  })
  expect(citedExchanges(writer.entries, [example(7), example(null)])).toEqual([
    {
      ...{ x: 7, route: 'payments/charge', method: 'POST', url: 'http://127.0.0.1:9002/charges?id=1' },
      ...{
        end: 'complete',
        status: 201,
        sent: 9,
        headMs: 801,
        totalMs: 802,
        doses: [{ fault: 'slow', dose: { ms: 800 } }],
      },
    },
  ])
})

test('an exchange that never closed has no end, and one that nobody cites is not there', () => {
  expect(citedExchanges(story().entries, [example(7)])).toMatchObject([{ x: 7, end: null, status: null }])
  expect(citedExchanges(story().entries, [example(8)])).toEqual([])
})

test('a target that is a URL is sent as it is, and one that is neither path nor URL is not sent', () => {
  const urlOf = (target: string) => citedExchanges(story(target).entries, [example(7)])[0]?.url
  expect(urlOf('http://shop.test/')).toBe('http://shop.test/')
  expect(urlOf('*')).toBeNull()
})
