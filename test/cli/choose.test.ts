import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { choose } from '../../src/cli/choose.js'
import { listText } from '../../src/cli/list-text.js'
import { temporaryFolder } from '../support/cli.js'
import { experimentOf } from '../support/experiment.js'
import { errorRate, slo } from '../support/journal-factory.js'

const quick = experimentOf({
  plan: { name: 'quick', title: 'Stays quick', tags: ['ci'], hypotheses: [slo(), errorRate()] },
})
const sound = experimentOf({ plan: { name: 'sound', title: 'sound', tags: ['ci', 'pay'], hypotheses: [errorRate()] } })
const chosen = (flags: Parameters<typeof choose>[1], folder = '/') =>
  choose([quick, sound], flags, folder).map(({ plan }) => `${plan.name}: ${plan.hypotheses.map(({ id }) => id).join()}`)

test('everything is chosen unless something is asked for', () => {
  expect(chosen({})).toEqual(['quick: usable,no-errors', 'sound: no-errors'])
})

test('hypotheses are chosen by id, experiments by tag, name and title; several demands must all be met', () => {
  expect(chosen({ only: ['usable'] })).toEqual(['quick: usable'])
  expect(chosen({ only: ['no-errors'] })).toEqual(['quick: no-errors', 'sound: no-errors'])
  expect(chosen({ tag: ['pay', 'ci'] })).toHaveLength(2)
  expect(chosen({ tag: ['pay'] })).toEqual(['sound: no-errors'])
  expect(chosen({ grep: /stays/i })).toEqual(['quick: usable,no-errors'])
  expect(() => chosen({ tag: ['pay'], grep: /quick/ })).toThrow('no experiment of 2 is left to run')
})

test('a word that nothing bears is a slip, and told as one', () => {
  expect(() => chosen({ only: ['usabel'] })).toThrow('there is no hypothesis "usabel", did you mean "usable"?')
  expect(() => chosen({ tag: ['pays'] })).toThrow('there is no tag "pays", did you mean "pay"?')
})

test('the last failed are those whose newest run did not pass, and those that never ran', () => {
  using folder = temporaryFolder()
  const ran = (time: string, exit: string, code: number) => {
    const path = join(folder.path, `fallacy-report/20261124T${time}Z-quick-0a1b`)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'events.ndjson'), `{"t":0}\n{"t":1,"type":"run.ended","exit":"${exit}","code":${code}}\n`)
  }
  ran('100000', 'fail', 1)
  ran('110000', 'pass', 0)
  expect(chosen({ lastFailed: true }, folder.path)).toEqual(['sound: no-errors'])
  ran('120000', 'inconclusive', 3)
  expect(chosen({ lastFailed: true }, folder.path)).toHaveLength(2)
})

test('a list has an experiment a line, and its hypotheses below', () => {
  expect(
    listText([{ ...quick, plan: { ...quick.plan, cell: 'delay=1s' } }, sound]),
  ).toBe(`quick [delay=1s]  experiments/slow-payments.yaml  #ci
  usable     95% of pages answer within a second
  no-errors
sound  experiments/slow-payments.yaml  #ci #pay
  no-errors
`)
})
