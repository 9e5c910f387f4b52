import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'

test('what may not run any more once others have run is refused, and told', async () => {
  const hooks = `before: [{run: ["${process.execPath}", -e, "process.exit(1)"]}], cleanup: [{run: [touch, HALT]}]`
  const text = `version: 1
name: small
phases: [{name: inject, kind: inject, duration: 1s}]
safety: {stopFile: ./HALT}
hooks: {${hooks}}
`
  using folder = temporaryFolder({ 'x.yaml': text })
  const { code, stderr } = await fallacy(['run', 'x.yaml', '--repeat', '3'], { cwd: folder.path })
  expect(code).toBe(2)
  expect(stderr).toMatch(/x\.yaml must not run: there is a file .*HALT/)
  expect(stderr).toContain('2 of 3 not run')
})
