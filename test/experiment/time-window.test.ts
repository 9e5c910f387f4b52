import { expect, test } from 'vitest'
import { isOpen, nextOpening, parseTimeWindow } from '../../src/experiment/time-window.js'

const windowsOf = (...texts: readonly string[]) =>
  texts.map(text => {
    const window = parseTimeWindow(text)
    if (window === null) throw new Error(`${text} is no window`)
    return window
  })
const openAt = (window: string, at: string) => isOpen(windowsOf(window), new Date(at))

test('a window is open from its first minute to the last before its end, on the wall clock of its zone', () => {
  const window = 'Mon-Thu 09:00-16:00 Europe/Amsterdam'
  expect(openAt(window, '2026-11-23T08:00:00Z')).toBe(true)
  expect(openAt(window, '2026-11-23T07:59:59Z')).toBe(false)
  expect(openAt(window, '2026-11-26T14:59:59Z')).toBe(true)
  expect(openAt(window, '2026-11-26T15:00:00Z')).toBe(false)
  expect(openAt(window, '2026-11-27T10:00:00Z')).toBe(false)
  expect(openAt(window, '2026-07-06T07:00:00Z')).toBe(true)
})

test('a window over midnight belongs to the day on which it begins', () => {
  expect(openAt('Fri 22:00-04:00 UTC', '2026-11-28T03:59:00Z')).toBe(true)
  expect(openAt('Fri 22:00-04:00 UTC', '2026-11-27T03:59:00Z')).toBe(false)
  expect(openAt('22:00-24:00 UTC', '2026-11-27T23:59:59Z')).toBe(true)
})

test('days are names, ranges that may go over the end of the week, and lists of both', () => {
  expect(windowsOf('Fri-Mon 09:00-10:00 UTC')[0]?.days).toEqual([5, 6, 0, 1])
  expect(windowsOf('Mon,Wed-Thu 09:00-10:00 UTC')[0]?.days).toEqual([1, 3, 4])
  expect(windowsOf('09:00-10:00 UTC')[0]?.days).toHaveLength(7)
})

test('the next opening is told in the time of its own zone', () => {
  const windows = windowsOf('Mon-Thu 09:00-16:00 Europe/Amsterdam', 'Sat 01:00-02:00 Asia/Tokyo')
  expect(nextOpening(windows, new Date('2026-11-28T12:00:00Z'))).toBe('Mon 09:00 Europe/Amsterdam')
  expect(nextOpening(windows, new Date('2026-11-26T16:00:00Z'))).toBe('Sat 01:00 Asia/Tokyo')
  expect(nextOpening([], new Date('2026-11-26T16:00:00Z'))).toBe('never')
})

test.each([
  ...['Mon 09:00-16:00', 'Mo 09:00-16:00 UTC', 'Mon-Tue-Wed 09:00-16:00 UTC', '9:00-16:00 UTC', '09:60-16:00 UTC'],
  ...['25:00-26:00 UTC', '09:00-09:00 UTC', '24:00-01:00 UTC', '09:00-16:00 Mars/Olympus', ''],
])('%j is no window', text => {
  expect(parseTimeWindow(text)).toBeNull()
})
