import { expect, test } from 'vitest'
import { type Entry, openJournal } from '../../src/core/journal.js'
import { openHalt } from '../../src/run/halt.js'

const setUp = () => {
  const journal = openJournal(() => 0)
  const entries: Entry[] = []
  journal.subscribe(entry => entries.push(entry))
  return { halt: openHalt(journal), entries }
}

test('the first cause stays, is journalled, and stops the run', () => {
  const { halt, entries } = setUp()
  halt.stop({ kind: 'abort', rule: 'customers-hurt', why: 'errorRate 12 %', verify: true })
  halt.stop({ kind: 'failure', error: new Error('later') })
  expect(halt.signal.aborted).toBe(true)
  expect(halt.cause()).toMatchObject({ kind: 'abort', rule: 'customers-hurt' })
  expect(entries).toEqual([{ t: 0, type: 'abort.triggered', rule: 'customers-hurt', why: 'errorRate 12 %' }])
  expect(halt.whyLifted()).toBe('abort')
})

test('a second signal says: wait for nothing more', () => {
  const { halt, entries } = setUp()
  halt.stop({ kind: 'signal', signal: 'SIGINT' })
  expect(halt.impatient.aborted).toBe(false)
  halt.stop({ kind: 'signal', signal: 'SIGTERM' })
  expect(halt.impatient.aborted).toBe(true)
  expect(entries).toHaveLength(1)
  expect(halt.whyLifted()).toBe('signal')
})

test('a signal after an abort ends the look at the recovery, and is journalled', () => {
  const { halt, entries } = setUp()
  halt.stop({ kind: 'abort', rule: 'down', why: '5 failures', verify: true })
  halt.stop({ kind: 'signal', signal: 'SIGINT' })
  expect(halt.impatient.aborted).toBe(true)
  expect(halt.cause()).toMatchObject({ kind: 'abort' })
  expect(entries.map(({ type }) => type)).toEqual(['abort.triggered', 'signal.received'])
})

test('the file says how patient the first and the second signal are', () => {
  const journal = openJournal(() => 0)
  const hurried = openHalt(journal, { first: 'abortNow', second: 'abortNow' })
  hurried.stop({ kind: 'signal', signal: 'SIGINT' })
  expect(hurried.impatient.aborted).toBe(true)
  const calm = openHalt(journal, { first: 'abortAndVerify', second: 'abortAndVerify' })
  calm.stop({ kind: 'signal', signal: 'SIGINT' })
  calm.stop({ kind: 'signal', signal: 'SIGINT' })
  expect(calm.impatient.aborted).toBe(false)
})
