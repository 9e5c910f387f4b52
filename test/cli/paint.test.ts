import { expect, test } from 'vitest'
import { paint, toAscii } from '../../src/cli/paint.js'

const plain = { colour: false, ascii: false }
const red = '\x1b[31m'

test('without colour the text stays as it is', async () => {
  expect(await paint(' FAIL  x\n  ✖ y  1 ms ≤ 2 ms\n', plain)).toBe(' FAIL  x\n  ✖ y  1 ms ≤ 2 ms\n')
})

test('with colour only marks and headings are painted, and the characters stay the same', async () => {
  const text = ' FAIL  shop\n  ✖ no-storm  3.8\n  ✔ up  1 s\n  text with a word\n     |      ^^^ bad\n'
  const painted = await paint(text, { colour: true, ascii: false })
  expect(painted).toContain(`${red}✖ no-storm`)
  expect(painted).toContain('\n  text with a word\n')
  expect(painted.replace(/\x1b\[\d+m/g, '')).toBe(text)
})

test('in ASCII every mark is a word', async () => {
  expect(await paint('✔ a ✖ b ⚠ c → d ≤ e … ▁▇', { colour: false, ascii: true })).toBe(
    'ok a FAIL b ! c -> d <= e ... _^',
  )
})

test('what the views and reports are made of has an ASCII form', () => {
  expect(toAscii('✔✖⚠◌○→≤≥…·│━╸█–−×±▁▂▃▄▅▆▇')).toMatch(/^[\x20-\x7e]+$/)
})
