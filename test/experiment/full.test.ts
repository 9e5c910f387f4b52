import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import type { Address } from '../../src/experiment/experiment.js'
import { fits } from '../support/json-schema.js'
import { loaded } from '../support/load-text.js'

const FULL = readFileSync(new URL('../golden/full-experiment.yaml', import.meta.url), 'utf8')
const SCHEMA = JSON.parse(readFileSync(new URL('../../dist/schema/experiment.v1.json', import.meta.url), 'utf8'))

const at = (port: number): Address => ({ url: `http://127.0.0.1:${port}`, host: '127.0.0.1', port })
const LISTENING = new Map([
  ['edge', at(5_001)],
  ['payments', at(5_002)],
])

test('a file of every key becomes the experiment of the golden file', async () => {
  const { settle, foreseen, source, folder, ...told } = await loaded(FULL, {
    env: { TOKEN: 's3cr3t', OPERATOR: 'correct-horse-battery' },
  })
  const { services, load, probes } = settle(LISTENING)
  const portable = services.map(({ command: [program, , ...args], cwd, ...service }) => ({
    ...service,
    args: program === process.execPath ? args : [program, ...args],
    inFolder: cwd === folder,
  }))
  expect(told.warnings).toEqual([])
  expect(source).toBe(FULL)
  expect(JSON.stringify(foreseen)).toBe(JSON.stringify({ addresses: {}, ...settle(foreseen.addresses) }))
  await expect(`${JSON.stringify({ ...told, services: portable, load, probes }, null, 2)}\n`).toMatchFileSnapshot(
    '../golden/full-experiment.json',
  )
})

test('the schema takes it too', () => {
  expect(fits(SCHEMA, load(FULL))).toBe(true)
})
