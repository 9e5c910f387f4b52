import { expect, test } from 'vitest'
import { openSlots } from '../../src/core/slots.js'

test('a place that is given back goes to who waits longest, and not to a newcomer', () => {
  const slots = openSlots(1)
  const begun: string[] = []
  expect([slots.take(), slots.take()]).toEqual([true, false])
  slots.queue(() => begun.push('first'))
  slots.queue(() => begun.push('second'))
  slots.give()
  expect([begun, slots.take()]).toEqual([['first'], false])
  slots.give()
  slots.give()
  expect([begun, slots.take()]).toEqual([['first', 'second'], true])
})

test('who has left the queue gets no place', () => {
  const slots = openSlots(1)
  slots.take()
  const leave = slots.queue(() => expect.unreachable())
  leave()
  slots.give()
  expect(slots.take()).toBe(true)
})
