import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSources } from '../../src/cli/experiment-source.js'
import { temporaryFolder } from '../support/cli.js'
import { fakeTerminal } from '../support/fake-terminal.js'

test('files keep the name they were given, and relative paths start from the terminal', async () => {
  using folder = temporaryFolder({ 'a.yaml': 'version: 1\n' })
  const [source] = await readSources(['./a.yaml'], fakeTerminal({ folder: folder.path }))
  expect(source).toEqual({ file: './a.yaml', bytes: Buffer.from('version: 1\n'), folder: folder.path })
})

test('a folder stands for its yaml and yml files, by name', async () => {
  using folder = temporaryFolder({ 'b.yml': 'b', 'a.yaml': 'a', 'c.json': 'c' })
  const sources = await readSources([folder.path], fakeTerminal({ folder: '/' }))
  expect(sources.map(({ file }) => file)).toEqual([join(folder.path, 'a.yaml'), join(folder.path, 'b.yml')])
})

test('- is standard input', async () => {
  const terminal = fakeTerminal({ folder: '/somewhere', input: 'name: x' })
  expect(await readSources(['-'], terminal)).toEqual([
    { file: '<stdin>', bytes: new TextEncoder().encode('name: x'), folder: '/somewhere' },
  ])
})

test('what is not there is said, and so is a folder without experiments', async () => {
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, 'empty'))
  const terminal = fakeTerminal({ folder: folder.path })
  await expect(readSources(['no.yaml'], terminal)).rejects.toThrow('no.yaml cannot be read: there is no such file')
  await expect(readSources(['empty'], terminal)).rejects.toThrow('there is no experiment in the folder empty')
})
