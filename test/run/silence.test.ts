import { expect, test } from 'vitest'
import { BEAT_MS, LOOK_MS, openSilence } from '../../src/run/silence.js'
import type { Standing } from '../../src/run/standing.js'

const HANGS_MS = 15_000

/** What is said of a runner that stands so and beats no more, after so many ms; null: it lives on. */
const silentFor = (ms: number, standing: Standing, isInspected = false): string | null => {
  const silence = openSilence(() => standing, HANGS_MS)
  silence.beat(isInspected)
  for (let at = 0; at < ms; at += LOOK_MS) {
    const why = silence.look()
    if (why !== null) return `after ${at + LOOK_MS} ms: it ${why}`
  }
  return null
}

test('a runner that is stopped is known to be so for a second and a half, within two seconds of its last beat', () => {
  expect(silentFor(60_000, 'stopped')).toBe('after 1800 ms: it was stopped for 1.5 s')
  expect(silentFor(60_000, 'stopped', true)).toBe(silentFor(60_000, 'stopped'))
})

test('a runner that hangs has the whole time to live, and for ever under an inspector or in a debugger', () => {
  expect(silentFor(60_000, 'running')).toBe('after 15000 ms: it was busy with one thing for 15 s')
  expect(silentFor(60_000, 'running', true)).toBeNull()
  expect(silentFor(60_000, 'debugged')).toBeNull()
})

test('a runner that goes on after a moment is not the nearer to its end', () => {
  const silence = openSilence(() => 'stopped', HANGS_MS)
  for (let round = 0; round < 20; round++) {
    for (let ms = 0; ms < 1_700; ms += LOOK_MS) expect(silence.look()).toBeNull()
    silence.beat(false)
  }
})

test('a runner that leaves a debugger has its time anew', () => {
  const stands: { now: Standing } = { now: 'debugged' }
  const silence = openSilence(() => stands.now, HANGS_MS)
  for (let ms = 0; ms < 60_000; ms += LOOK_MS) silence.look()
  stands.now = 'running'
  for (let ms = 0; ms < HANGS_MS - BEAT_MS; ms += LOOK_MS) expect(silence.look()).toBeNull()
})

test('nobody asks how a runner stands that beats', () => {
  const silence = openSilence(() => {
    throw new Error('asked')
  }, HANGS_MS)
  for (let beat = 0; beat < 100; beat++) {
    for (let ms = 0; ms < BEAT_MS; ms += LOOK_MS) expect(silence.look()).toBeNull()
    silence.beat(false)
  }
})
