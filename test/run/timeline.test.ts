import { expect, test } from 'vitest'
import type { PhasePlan } from '../../src/core/plan.js'
import { rampAt, timelineOf } from '../../src/run/timeline.js'

const inject: PhasePlan = { name: 'inject', kind: 'inject', durationMs: 100, settleMs: 0, faults: [], schedule: [] }

test('the faults of a phase go on at its start and are left to its end', () => {
  expect(timelineOf({ ...inject, faults: ['a', 'b'] })).toEqual([
    { atMs: 0, fault: 'a', on: true },
    { atMs: 0, fault: 'b', on: true },
  ])
})

test('a scheduled fault goes on at its time and off after its duration', () => {
  expect(timelineOf({ ...inject, schedule: [{ fault: 'cut', atMs: 60, forMs: 20 }] })).toEqual([
    { atMs: 60, fault: 'cut', on: true },
    { atMs: 80, fault: 'cut', on: false },
  ])
})

test('a flapping fault comes back every period until the phase ends, and is off before it is on again', () => {
  const switches = timelineOf({ ...inject, schedule: [{ fault: 'flap', atMs: 70, forMs: 10, everyMs: 10 }] })
  expect(switches.map(({ atMs, on }) => `${atMs} ${on ? 'on' : 'off'}`)).toEqual([
    '70 on',
    '80 off',
    '80 on',
    '90 off',
    '90 on',
  ])
})

test('a flapping fault that has an end comes for the last time before it, and is off by then', () => {
  const schedule = [{ fault: 'flap', atMs: 10, forMs: 15, everyMs: 20, untilMs: 60 }]
  const switches = timelineOf({ ...inject, schedule })
  expect(switches.map(({ atMs, on }) => `${atMs} ${on ? 'on' : 'off'}`)).toEqual([
    ...['10 on', '25 off', '30 on', '45 off', '50 on', '60 off'],
  ])
})

test('windows of a fault that overlap are one, from the first start to the last end', () => {
  const schedule = [
    { fault: 'a', atMs: 10, forMs: 40, everyMs: 60 },
    { fault: 'a', atMs: 30, forMs: 30 },
    { fault: 'a', atMs: 35, forMs: 5 },
    { fault: 'b', atMs: 20, forMs: 10 },
  ]
  const switches = timelineOf({ ...inject, schedule })
  expect(switches.map(({ fault, atMs, on }) => `${atMs} ${fault} ${on ? 'on' : 'off'}`)).toEqual([
    ...['10 a on', '20 b on', '30 b off', '60 a off', '70 a on'],
  ])
})

test('a ramp grows in a straight line from its start to the whole', () => {
  const ramped = { ...inject, ramp: { overMs: 20, from: 0.1 } }
  expect([0, 10, 20, 50].map(ms => rampAt(ramped, ms))).toEqual([0.1, 0.55, 1, 1])
  expect(rampAt(inject, 0)).toBe(1)
})
