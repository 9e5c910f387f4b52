import { expect, test } from 'vitest'
import { readDocument } from '../../src/experiment/document.js'
import { spanAt, toData } from '../../src/experiment/yaml/tree.js'
import { temporaryFolder } from '../support/cli.js'

const read = (files: Readonly<Record<string, string>>) => {
  using folder = temporaryFolder(files)
  const { root, source, problems, texts } = readDocument('in/x.yaml', files['x.yaml'] ?? '', folder.path)
  return {
    data: root && JSON.parse(JSON.stringify(toData(root))),
    at: (...path: readonly string[]) => {
      const { file, line, column } = source.place(
        spanAt(root ?? { kind: 'scalar', span: { start: 0, end: 0 }, value: null }, path, 'value'),
      )
      return `${file}:${line}:${column}`
    },
    told: problems.map(({ place, message }) => `${place?.file}:${place?.line}:${place?.column} ${message}`),
    texts: [...texts.keys()],
  }
}

test('imports are merged in order below the file: maps merge, lists and values are replaced', () => {
  const { data, told, texts } = read({
    'x.yaml': 'imports: [a.yaml, ./b.yaml]\nname: x\nfaults: {slow: {percent: 5%}}\ntags: [x]\n',
    'a.yaml': 'version: 1\nfaults: {slow: {target: shop, percent: 10%}}\ntags: [a, b]\n',
    'b.yaml': 'version: 1\nfaults: {cut: {target: shop}}\n',
  })
  expect(told).toEqual([])
  expect(data).toEqual({
    ...{ imports: ['a.yaml', './b.yaml'], name: 'x', version: 1, tags: ['x'] },
    faults: { slow: { target: 'shop', percent: '5%' }, cut: { target: 'shop' } },
  })
  expect(texts).toEqual(['in/x.yaml', 'in/a.yaml', 'in/b.yaml'])
})

test('every place leads to the file it is in', () => {
  const { at } = read({
    'x.yaml': 'name: x\nimports: [a.yaml]\nprobes:\n  home: {every: 1s}\n',
    'a.yaml': '\nprobes:\n  home: {url: here}\nother: 5\n',
  })
  expect(at('name')).toBe('in/x.yaml:1:7')
  expect(at('probes', 'home', 'every')).toBe('in/x.yaml:4:17')
  expect(at('probes', 'home', 'url')).toBe('in/a.yaml:3:15')
  expect(at('other')).toBe('in/a.yaml:4:8')
})

test('the same key in two imports is an error that names both', () => {
  const files = { 'a.yaml': 'faults: {slow: {percent: 5%}}\n', 'b.yaml': 'faults:\n  slow: {percent: 6%}\n' }
  expect(read({ 'x.yaml': 'imports: [a.yaml, b.yaml]\nfaults: {slow: {percent: 7%}}\n', ...files }).told).toEqual([
    'in/b.yaml:2:10 key faults.slow.percent is defined in both in/a.yaml and in/b.yaml',
  ])
})

test('what two imports import alike is no clash', () => {
  const { data, told } = read({
    'x.yaml': 'imports: [a.yaml, b.yaml]\n',
    'a.yaml': 'imports: [c.yaml]\na: 1\n',
    'b.yaml': 'imports: [c.yaml]\nb: 2\n',
    'c.yaml': 'c: {d: 3}\n',
  })
  expect(told).toEqual([])
  expect(data).toMatchObject({ a: 1, b: 2, c: { d: 3 } })
})

test('files that import each other, are not there, or are no YAML are told at once', () => {
  const { data, told } = read({
    'x.yaml': 'imports: [a.yaml, gone.yaml, bad.yaml]\n',
    'a.yaml': 'imports:\n  - x.yaml\n',
    'bad.yaml': 'a: [1\n',
  })
  expect(data).toBeNull()
  expect(told).toHaveLength(3)
  expect(told[0]).toBe('in/a.yaml:2:5 these import each other: in/x.yaml -> in/a.yaml -> in/x.yaml')
  expect(told[1]).toBe('in/x.yaml:1:19 in/gone.yaml cannot be read')
  expect(told[2]).toMatch(/^in\/bad\.yaml:.* this is not valid YAML/)
})
