import { expect, test, vi } from 'vitest'
import { abortSignalOf, CrowdInterrupter, Interrupter } from '../../src/core/interrupt.js'

const KINDS = [Interrupter, CrowdInterrupter]

test.each(KINDS)(
  'whoever listens to an %o is told once, in the order in which they came, and finds the reason',
  Kind => {
    const ending = new Kind()
    const told: string[] = []
    ending.addEventListener('abort', () => told.push(`first, ${ending.reason}`))
    ending.addEventListener('abort', () => told.push('second'))
    ending.abort('over')
    ending.abort('again')
    expect(told).toEqual(['first, over', 'second'])
    expect(ending).toMatchObject({ aborted: true, reason: 'over' })
  },
)

test.each(KINDS)('whoever left an %o is not told, and leaving twice takes nobody else along', Kind => {
  const ending = new Kind()
  const [left, stays] = [vi.fn(), vi.fn()]
  ending.addEventListener('abort', left)
  ending.addEventListener('abort', stays)
  ending.removeEventListener('abort', left)
  ending.removeEventListener('abort', left)
  ending.abort('over')
  expect([left, stays].map(({ mock }) => mock.calls.length)).toEqual([0, 1])
})

test('it throws its reason once it is aborted, not before', () => {
  const ending = new Interrupter()
  ending.throwIfAborted()
  const reason = new Error('the client left')
  ending.abort(reason)
  expect(() => ending.throwIfAborted()).toThrow(reason)
})

test('an AbortSignal of it aborts with it, or is aborted when it is', () => {
  const ending = new Interrupter()
  const early = abortSignalOf(ending)
  expect(early.aborted).toBe(false)
  ending.abort('over')
  expect(early.reason).toBe('over')
  expect(abortSignalOf(ending)).toMatchObject({ aborted: true, reason: 'over' })
  const own = AbortSignal.abort()
  expect(abortSignalOf(own)).toBe(own)
})
