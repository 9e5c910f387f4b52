import { expect, test } from 'vitest'
import { changed, loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

const withHeader = (more: string): string => changed(MINIMAL, 'name: slow-payments', `name: slow-payments\n${more}`)

test('an experiment says what it is', async () => {
  const text = withHeader(
    'title: T\ndescription: >-\n  folded\n  text\nowner: me\ntags: [a, b]\nlinks: {run: "https://wiki.example/a"}\nseed: 7',
  )
  const { plan, seed } = await loaded(text)
  expect(plan).toMatchObject({ title: 'T', description: 'folded text', tags: ['a', 'b'] })
  expect(seed).toBe(7)
})

test('a random seed is drawn by the runner', async () => {
  expect((await loaded(withHeader('seed: random'))).seed).toBeNull()
})

test.each([
  ['seed: -1', 'E110', 'expected at least 0'],
  ['seed: 1.5', 'E110', 'expected a whole number'],
  ['seed: 9007199254740993', 'E110', 'expected at most 9007199254740991'],
  ['seed: randomly', 'E110', 'expected a whole number from 0 to 2^53 - 1, or random'],
  ['tags: [a b]', 'E110', 'expected a tag without spaces, found "a b"'],
  ['tags: a', 'E110', 'expected a list'],
  ['links: ["https://wiki.example/a"]', 'E110', 'expected a map, found a list'],
  ['links: {run: wiki}', 'E110', 'expected a URL'],
  ['title: 5', 'E110', 'expected text, found the number 5'],
])('%s is refused', async (header, code, message) => {
  const [problem, ...others] = await problemsOf(withHeader(header))
  expect(problem).toContain(code)
  expect(problem).toContain(message)
  expect(others).toEqual([])
})
