import { expect, test } from 'vitest'
import { chooseFormats, findReporter } from '../../src/cli/report-format.js'

const chosen = async (formats: readonly string[], flags: readonly string[]) =>
  (await chooseFormats({ formats, reporters: [] }, flags, '/here')).map(({ reporter, path }) => [reporter.name, path])

test('flags add to the formats of the file, once each', async () => {
  expect(await chosen(['json'], ['junit', 'json'])).toEqual([
    ['json', null],
    ['junit', null],
  ])
})

test('a path of its own starts from the folder of the user', async () => {
  expect(await chosen([], ['junit=out/a=b.xml', 'json=/abs.json'])).toEqual([
    ['junit', '/here/out/a=b.xml'],
    ['json', '/abs.json'],
  ])
})

test('none drops the formats of the file, not those of other flags', async () => {
  expect(await chosen(['json', 'junit'], ['none', 'markdown'])).toEqual([['markdown', null]])
})

test('an unknown format lists those there are', () => {
  expect(() => findReporter('jnuit')).toThrow('there is no report format named "jnuit"')
})
