import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fallacy } from '../support/cli.js'
import { FAULT_MODULE } from '../support/plugin-modules.js'
import { answering, smallExperiment } from '../support/small-experiment.js'
import { temporaryFolder } from '../support/temporary-folder.js'

test('a fault and reporters of the user: listed, in the schema, run, and refused without a word of consent', async () => {
  using dependency = await answering()
  await using folder = temporaryFolder()
  writeFileSync(folder.at('mine.js'), FAULT_MODULE)
  const small = smallExperiment(dependency.url, { inject: '300ms' })
  const text = small
    .replace('latency: {add: 20ms}', 'hangUp: {how: reset}')
    .replace('name: small\n', '$&use: [./mine.js]\n')
  writeFileSync(folder.at('x.yaml'), text.replace('[json, junit]', '[csv]'))
  const inFolder = { cwd: folder.path }

  const refused = await fallacy(['run', 'x.yaml'], inFolder)
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--allow-plugins')])
  expect((await fallacy(['faults', 'hangUp', '--use', './mine.js'], inFolder)).stdout).toMatch(/^hangUp: Hangs up\./)
  const { stdout } = await fallacy(['schema', '--use', './mine.js'], inFolder)
  expect(JSON.parse(stdout).properties.faults.additionalProperties.properties.hangUp.description).toBe('Hangs up.')

  const ran = await fallacy(['run', 'x.yaml', '--allow-plugins', '-r', './mine.js=out.csv'], inFolder)
  expect(ran.stdout).toMatch(/slow {2,}\d+ hits of|slow \d+ hits of/)
  expect(readFileSync(folder.at('out.csv'), 'utf8')).toMatch(/^quick,(pass|fail)\n$/)
  expect(readFileSync(folder.at('fallacy-report/latest/verdicts.csv'), 'utf8')).toMatch(/^quick,/)
  expect(readFileSync(folder.at('fallacy-report/latest/events.ndjson'), 'utf8')).toContain('"end":"cut"')
})
