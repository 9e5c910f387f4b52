import { expect, test } from 'vitest'
import {
  parseDuration,
  parseFrequency,
  parsePercent,
  parseRate,
  parseSize,
  showDuration,
  showPercent,
} from '../../src/core/units.js'

test('every quantity needs its unit', () => {
  for (const parse of [parseDuration, parseFrequency, parsePercent, parseRate, parseSize]) {
    expect(parse('20')).toBeNull()
    expect(parse('')).toBeNull()
    expect(parse('20 parsecs')).toBeNull()
  }
})

test('units are what they say', () => {
  expect([parseDuration('250ms'), parseDuration('1.5s'), parseDuration('2m'), parseDuration('1h')]).toEqual([
    250, 1_500, 120_000, 3_600_000,
  ])
  expect([parseSize('64KiB'), parseSize('5MB'), parseSize('10B')]).toEqual([65_536, 5_000_000, 10])
  expect([parseRate('1MB/s'), parseRate('8Mbit/s'), parseRate('64KiB/s')]).toEqual([1_000_000, 1_000_000, 65_536])
  expect([parsePercent('30%'), parseFrequency('90/m')]).toEqual([0.3, 1.5])
})

test('people read three digits and a unit', () => {
  expect([0.21, 864, 3_412, 250_000, 60_000].map(showDuration)).toEqual([
    '0.21 ms',
    '864 ms',
    '3.41 s',
    '4 m 10 s',
    '1 m',
  ])
  expect([0, 0.014, 0.5].map(showPercent)).toEqual(['0.0 %', '1.4 %', '50 %'])
})
