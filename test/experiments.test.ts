import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { FALLACIES } from '../src/core/fallacy.js'
import { type LoadInput, loadExperiment } from '../src/experiment/load.js'

const FOLDER = fileURLToPath(new URL('../experiments', import.meta.url))
const FILES = readdirSync(FOLDER).filter(name => name.endsWith('.yaml'))

const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8')

const load = (file: string, vars: LoadInput['vars'] = {}) =>
  loadExperiment({
    ...{ file, text: textOf(file), folder: FOLDER, env: {}, vars, ownHosts: [] },
    freePorts: async count => Array.from({ length: count }, (_, at) => 40_001 + at),
  })

const loaded = async (file: string, vars: LoadInput['vars'] = {}) => {
  const found = await load(file, vars)
  if (!found.ok) throw new Error(JSON.stringify(found.problems, null, 2))
  return found.experiment
}

test('there is an experiment for each fault of the first step, one retry storm and one asynchronous flow', async () => {
  const experiments = await Promise.all(FILES.map(file => loaded(file)))
  const used = new Set(experiments.flatMap(({ plan }) => plan.faults.map(({ fault }) => fault)))
  expect([...used]).toEqual(expect.arrayContaining(['latency', 'reset', 'respond', 'bandwidth']))
  const tags = experiments.flatMap(({ plan }) => plan.tags)
  expect(tags).toEqual(expect.arrayContaining(['demo', 'retry-storm', 'asynchronous']))
})

test('there is an experiment for each of the eight fallacies', () => {
  const told = FILES.map(file => /^# Fallac(?:y|ies): (.*)$/m.exec(textOf(file))?.[1]?.toLowerCase() ?? '')
  for (const fallacy of FALLACIES) expect(told.some(line => line.includes(fallacy.toLowerCase()))).toBe(true)
})

test.each(FILES)('%s is right on both shops, without a warning', async file => {
  for (const shop of ['resilient', 'careless']) {
    const { warnings, plan } = await loaded(file, { shop })
    expect(warnings).toEqual([])
    expect(plan.name).toBe(file.replace(/^\d\d-/, '').replace('.yaml', ''))
  }
})

test.each(FILES)('%s says which fallacy it tests, and which hypothesis the careless shop fails', async file => {
  const text = textOf(file)
  expect(text).toMatch(/^# Fallac(y|ies): /m)
  const { plan } = await loaded(file)
  const promised = /--var shop=careless +(\S+) fails/.exec(text)?.[1]
  expect(plan.hypotheses.map(({ id }) => id)).toContain(promised)
})

test.each(FILES)('%s is done within half a minute', async file => {
  const { plan } = await loaded(file)
  expect(plan.phases.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeLessThanOrEqual(30_000)
})

test('a shop that there is not is refused', async () => {
  expect(await load('01-first-fault.yaml', { shop: 'lucky' })).toMatchObject({ ok: false })
})
