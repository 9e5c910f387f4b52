import { expect, test } from 'vitest'
import { renderProblems } from '../../src/cli/frame.js'
import { inOrder } from '../../src/experiment/problems.js'
import { FEW, FILE, loadText } from '../support/load-text.js'
import { WRONG } from '../support/wrong-experiments.js'

const problemsIn = async (text: string) => {
  const result = await loadText(text, { catalogue: FEW })
  return result.ok ? [] : result.problems
}

test.each(WRONG)('$what is one problem, $code', async ({ code, text }) => {
  const errors = (await problemsIn(text)).filter(({ severity }) => severity === 'error')
  expect(errors.map(problem => problem.code)).toEqual([code])
})

test('every mistake is shown in its place and in the words of the golden file', async () => {
  const shown: string[] = []
  for (const { what, text } of WRONG)
    shown.push(`## ${what}\n\n${renderProblems(await problemsIn(text), new Map([[FILE, text]]))}`)
  await expect(shown.join('\n')).toMatchFileSnapshot('../golden/experiment-problems.txt')
})

test('all mistakes of a file are told at once, in its order', async () => {
  const text = `version: 1
name: Bad Name
proxies:
  a: {upstream: "http://api.example"}
faults:
  slow: {target: b, latancy: {add: 3}}
phases:
  - {name: inject, duration: 300, fualts: [slow]}
probes:
  p: {type: http, url: 5}
hypotheses:
  - {id: h, probe: q, measure: latency.p95, max: 5%}
`
  expect((await problemsIn(text)).map(({ code, place }) => `${code} ${place?.line}:${place?.column}`)).toEqual([
    'E110 2:7',
    'E301 4:18',
    'E201 6:18',
    'E104 6:21',
    'E121 8:30',
    'E103 8:35',
    'E110 10:24',
    'E203 12:20',
    'E123 12:50',
  ])
})

test('a problem is told once, however often it was found, and a hundred are enough', () => {
  const place = (line: number) => ({ file: FILE, line, column: 1, length: 1 })
  const problem = (line: number) => ({ code: 'E110', severity: 'error', message: 'm', place: place(line) }) as const
  const many = Array.from({ length: 300 }, (_, index) => problem(300 - index))
  expect(inOrder([problem(2), problem(1), problem(2)]).map(({ place }) => place?.line)).toEqual([1, 2])
  expect(inOrder(many)).toHaveLength(100)
})
