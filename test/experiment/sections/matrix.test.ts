import { expect, test } from 'vitest'
import { loadExperiments } from '../../../src/experiment/load.js'
import { changed, loadText, MINIMAL, textInput } from '../../support/load-text.js'

const withMatrix = (matrix: string) =>
  `${changed(changed(MINIMAL, '127.0.0.1:9002', '127.0.0.1:0'), 'add: 800ms', 'add: "${matrix.delay}"')}matrix: ${matrix}\n`

const cellsOf = async (matrix: string) => {
  const loaded = await loadExperiments(textInput(withMatrix(matrix)))
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'))
  return loaded.experiments.map(({ plan }) => `${plan.cell}: ${JSON.stringify(plan.faults[0]?.options)}`)
}

test('there is an experiment for each combination, but those left out, and those besides', async () => {
  expect(await cellsOf('{axes: {delay: [1s, 2s], share: [10%, 50%]}, exclude: [{delay: 2s, share: 50%}]}')).toEqual([
    'delay=1s share=10%: {"add":"1s"}',
    'delay=1s share=50%: {"add":"1s"}',
    'delay=2s share=10%: {"add":"2s"}',
  ])
  expect(await cellsOf('{axes: {delay: [1s, 2s]}, exclude: [{delay: 1s}], include: [{delay: 5s}]}')).toEqual([
    'delay=2s: {"add":"2s"}',
    'delay=5s: {"add":"5s"}',
  ])
})

test('a value that does not fit is a problem, once, and an axis that nobody uses is told', async () => {
  const bad = await loadExperiments(textInput(withMatrix('{axes: {delay: [1s, soon], more: [1, 2]}}')))
  expect(bad.ok ? [] : bad.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'E121 expected a duration such as 250ms, 2s or 1m, found "soon"',
    'W307 axis "more" is not used',
  ])
})

test('who wants one experiment is told that there are several', async () => {
  const one = await loadText(withMatrix('{axes: {delay: [1s, 2s]}}'))
  expect(one.ok ? [] : one.problems.map(({ message }) => message)).toEqual([
    'expected one experiment, found a matrix of 2',
  ])
  expect((await loadText(withMatrix('{axes: {delay: [1s]}}'))).ok).toBe(true)
})

test('more cells than 64 need a word', async () => {
  const matrix = `{axes: {delay: [${Array.from({ length: 65 }, (_, at) => `${at}s`).join(', ')}]}}`
  expect((await loadExperiments({ ...textInput(withMatrix(matrix)), maxCells: 65 })).ok).toBe(true)
})
