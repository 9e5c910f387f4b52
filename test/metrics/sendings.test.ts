import { expect, test } from 'vitest'
import { project } from '../../src/core/journal.js'
import { sendingsByLoad } from '../../src/metrics/sendings.js'
import { answered } from '../support/journal-factory.js'

test('a request was due when its latency began; one that was dropped, when it was dropped', () => {
  const sendings = project(
    [
      { t: 300, type: 'load.sampled', load: 'users', request: 'cart', sample: answered(200), lateMs: 5 },
      { t: 310, type: 'load.dropped', load: 'users' },
      { t: 320, type: 'load.dropped', load: 'others' },
    ],
    sendingsByLoad,
  )
  expect(Object.fromEntries(sendings)).toEqual({
    users: { sent: [{ dueMs: 100, lateMs: 5 }], dropped: [310] },
    others: { sent: [], dropped: [320] },
  })
})
