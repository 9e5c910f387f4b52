import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { afterAll, expect, test } from 'vitest'
import type { SealedFault } from '../src/core/fault.js'
import type { SealedProbe } from '../src/core/probe.js'
import { EXIT } from '../src/core/problem.js'
import type { Reporter } from '../src/core/reporter.js'
import { loadExperiment } from '../src/experiment/load.js'
import { faults } from '../src/faults/index.js'
import { faultReference } from './support/fault-reference.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The code in CONTRIBUTING.md that says which file it would be, written next to src so that its imports resolve. */
const examples = () => {
  mkdirSync(join(ROOT, '.fallacy'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, '.fallacy/docs-'))
  const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
  const files = [...text.matchAll(/```ts\n\/\/ (src\/\S+)\n(.*?)```/gs)].map(([, path = '', code = '']) => {
    const file = join(folder, basename(path))
    writeFileSync(file, code.replaceAll("'../core/", "'../../src/core/"))
    return file
  })
  return { folder, files }
}

const { folder, files } = examples()
afterAll(() => rmSync(folder, { recursive: true }))

test('every example of CONTRIBUTING.md passes the strictest type check', () => {
  expect(files).toHaveLength(3)
  const compilerOptions = { noEmit: true, rootDir: '../..' }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] }),
  )
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
})

test('the fault and the probe of CONTRIBUTING.md accept their own examples, the reporter renders', async () => {
  const { lostHeader }: { lostHeader: SealedFault } = await import(join(folder, 'lost-header.ts'))
  const { fileSize }: { fileSize: SealedProbe } = await import(join(folder, 'file-size.ts'))
  const { csv }: { csv: Reporter } = await import(join(folder, 'csv.ts'))
  for (const example of lostHeader.examples) expect(lostHeader.bind(example)).toMatchObject({ ok: true })
  for (const example of fileSize.examples) expect(fileSize.bind(example)).toMatchObject({ ok: true })
  expect(v.is(lostHeader.options, { names: [] })).toBe(false)
  expect(csv.file).toBe('judgements.csv')
})

test('the faults in README.md are those of the catalogue (UPDATE_DOCS=1 writes them)', () => {
  const file = join(ROOT, 'README.md')
  const text = readFileSync(file, 'utf8')
  const [before, , after] = text.split(/(?<=<!-- faults:begin -->\n)(.*)(?=<!-- faults:end -->)/s)
  const wanted = `${before}\n${faultReference(faults)}\n\n${after}`
  if (process.env.UPDATE_DOCS === '1') writeFileSync(file, wanted)
  else expect(text).toBe(wanted)
})

const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

test('the experiment in README.md is the one of the demo', () => {
  const excerpt = /```yaml\n(faults:.*?)```/s.exec(README)?.[1] ?? 'none'
  expect(readFileSync(join(ROOT, 'experiments/01-first-fault.yaml'), 'utf8')).toContain(excerpt)
})

test('the game day in README.md is that of an experiment', () => {
  const excerpt = /```yaml\n(gameday:.*?)```/s.exec(README)?.[1] ?? 'none'
  expect(readFileSync(join(ROOT, 'experiments/08-black-hole.yaml'), 'utf8')).toContain(excerpt)
})

test('the file for your own system in README.md is right', async () => {
  const indented = / {3}```yaml\n(.*?) {3}```/s.exec(README)?.[1] ?? ''
  const text = indented.replace(/^ {3}/gm, '')
  const surroundings = { folder: ROOT, env: {}, vars: {}, ownHosts: [], freePorts: async () => [] }
  const loaded = await loadExperiment({ file: 'README.md', text, ...surroundings })
  expect(loaded).toMatchObject({ ok: true, experiment: { plan: { name: 'slow-payments' }, warnings: [] } })
})

test('README.md tells every exit code and every experiment', () => {
  const codes = [...README.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, cell = '']) => cell.split(', ').map(Number))
  expect(codes.sort((a, b) => a - b)).toEqual(Object.values(EXIT).sort((a, b) => a - b))
  const files = readdirSync(join(ROOT, 'experiments')).map(name => name.replace('.yaml', ''))
  for (const file of files) expect(README).toContain(`| \`${file}\` |`)
})
