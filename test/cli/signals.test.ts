import { expect, test, vi } from 'vitest'
import { processSignals } from '../../src/cli/signals.js'
import { manualClock } from '../support/manual-clock.js'

test('a signal is heard until the source is closed', () => {
  const signals = processSignals({}, manualClock())
  const heard = vi.fn()
  signals.subscribe(heard)
  process.emit('SIGHUP', 'SIGHUP')
  signals.close()
  expect(heard.mock.calls).toEqual([['SIGHUP']])
  expect(process.listenerCount('SIGHUP')).toBe(0)
})

test('after the second signal the default holds again: a third ends the process', () => {
  const signals = processSignals({}, manualClock())
  const heard = vi.fn()
  signals.subscribe(heard)
  process.emit('SIGHUP', 'SIGHUP')
  process.emit('SIGUSR1', 'SIGUSR1')
  expect(heard).toHaveBeenCalledTimes(2)
  expect(process.listenerCount('SIGHUP')).toBe(0)
  signals.close()
})

test('the death of npm counts as SIGTERM, because npm does not pass that on', async () => {
  const clock = manualClock()
  const ppid = vi.spyOn(process, 'ppid', 'get').mockReturnValue(10)
  const signals = processSignals({ npm_command: 'exec' }, clock)
  const heard = vi.fn()
  signals.subscribe(heard)
  await clock.advance(1_000)
  expect(heard).not.toHaveBeenCalled()
  ppid.mockReturnValue(1)
  await clock.advance(1_000)
  expect(heard.mock.calls).toEqual([['SIGTERM']])
  signals.close()
  ppid.mockRestore()
})

test('without npm nobody watches the parent', () => {
  const clock = manualClock()
  const signals = processSignals({}, clock)
  expect(clock.sleepers).toBe(0)
  signals.close()
})
