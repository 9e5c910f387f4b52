import { expect, test } from 'vitest'
import { orderOf } from '../../src/gameday/line.js'
import { sitDown as atDesk } from '../support/game-day.js'

const sitDown = (...parts: Parameters<typeof atDesk>) => {
  const run = atDesk(...parts)
  const type = (line: string) => {
    const order = orderOf(line, 'Anna', run.desk)
    return typeof order === 'string' ? order : run.desk.order(order)
  }
  return { ...run, type }
}

test('the first fault waits for the whole checklist and a prediction, and then for a person', async () => {
  const { wait, type, desk } = sitDown()
  const opened = wait('inject')
  expect(type('')).toBe('inject cannot start: "dashboards open" is not ticked')
  expect([type('t'), type('t')]).toEqual([null, null])
  expect(type('')).toBe('inject cannot start: nobody has predicted how it will end')
  expect(type('p Bo f p')).toBeNull()
  expect(desk.said().predictions.get('Bo')?.expects).toEqual({ usable: 'fail', 'no-errors': 'pass' })
  expect(type('')).toBeNull()
  expect(await opened).toBe('Anna')
  expect(type('')).toBe('no phase waits for a person')
})

test('a later phase waits for nothing but a person', async () => {
  const { wait, type } = sitDown()
  const opened = wait('recover')
  expect(type('')).toBeNull()
  expect(await opened).toBe('Anna')
})

test('a phase that waits lets go as soon as the run is stopped', async () => {
  const { wait, stop, desk, type } = sitDown(null)
  const opened = wait('inject')
  expect(desk.waiting()).toBe('inject')
  stop.abort(new Error('stopped'))
  await expect(opened).rejects.toThrow('stopped')
  expect(type('')).toBe('no phase waits for a person')
  await expect(wait('inject')).rejects.toThrow('stopped')
})

test('predictions are closed once a fault was in force, and are none where they are off', () => {
  const { journal, type } = sitDown()
  expect(type('p Bo p -')).toBeNull()
  journal.append({ type: 'fault.activated', fault: 'slow', phase: 'inject' })
  expect(type('p Bo f f')).toBe('predictions are closed: the first fault was in force')
  expect(sitDown({ predictions: 'off' }).type('p Bo p p')).toBe('no predictions are collected')
})

test.each([
  ['n paged at last', { kind: 'note', text: 'paged at last' }],
  ['n ! no message on the page', { kind: 'surprise', text: 'no message on the page' }],
  ['n * raise the timeout', { kind: 'action', text: 'raise the timeout' }],
  ['d', { kind: 'detected', text: '' }],
  ['m cards are off', { kind: 'mitigated', text: 'cards are off' }],
])('the line "%s" is a note', (line, note) => {
  const { type, desk } = sitDown()
  expect(type(line)).toBeNull()
  expect(desk.said().notes).toEqual([{ t: 0, by: 'Anna', ...note }])
})

test.each([
  ['x', 'expected Enter, or a line that begins with a, d, h, m, n, p or t'],
  ['n', 'expected some words'],
  ['t 7', 'there is nothing to tick'],
  ['p Bo p', 'expected a name and p or f for each of usable, no-errors; - for no opinion'],
  ['p Bo - -', 'expected pass or fail of at least one hypothesis'],
])('the line "%s" says what would do', (line, why) => {
  const { type, told } = sitDown()
  expect(type(line)).toBe(why)
  expect(told).toEqual([])
})

test('a halt needs no confirmation, and after the end nothing is taken', () => {
  const { type, halts, journal } = sitDown()
  expect(type('h enough seen')).toBeNull()
  expect(halts).toEqual(['Anna: enough seen'])
  journal.append({ type: 'run.ended', exit: 'aborted', code: 4 })
  expect(type('n late')).toBe('the run is over')
})

test('what is not on the checklist, or no hypothesis, is refused', () => {
  const { desk } = sitDown()
  expect(desk.order({ do: 'tick', by: 'x', item: 'tea' })).toBe('there is no "tea" on the checklist')
  expect(desk.order({ do: 'predict', by: 'x', expects: { tea: 'pass' }, why: '' })).toBe('there is no hypothesis "tea"')
})
