import { expect, test } from 'vitest'
import { sourceFrame } from '../../src/reporters/source-frame.js'

const SOURCE = 'hypotheses:\r\n  - id: one\r\n    probe: home\r\n  - id: two\r\n\tmax: 1s\r\nabort: []\r\n'

const REPORT = { file: 'x.yaml', source: SOURCE }

const at = (line: number, column: number, length: number) => ({ file: 'x.yaml', line, column, length })

test('a frame holds the block that begins at its place, with a mark under it', () => {
  expect(sourceFrame(REPORT, at(2, 5, 7), 60)).toEqual(['2 |   - id: one', '  |     ~~~~~~~', '3 |     probe: home'])
})

test('a place outside the source has no frame', () => {
  expect(sourceFrame(REPORT, at(99, 1, 1), 60)).toEqual([])
})

test('a place in an imported file has no frame', () => {
  expect(sourceFrame(REPORT, { ...at(2, 5, 7), file: 'shared.yaml' }, 60)).toEqual([])
})

test('long lines are cut and control characters shown', () => {
  const [line] = sourceFrame({ ...REPORT, source: `- id: \x1b${'a'.repeat(200)}` }, at(1, 3, 4), 20)
  expect(line).toBe('1 | - id: \\x1baaaaaaaaa…')
})
