import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { httpOrigin } from '../support/origin.js'

const phases = 'phases: [{name: baseline, kind: baseline, duration: 100ms}]\nreport: {formats: [json]}'
const reverse = (upstream: URL) => `version: 1
name: plain
proxies:
  shop: {upstream: "${upstream.origin}"}
${phases}
`
const forward = `version: 1
name: through
proxies:
  out: {mode: forward}
safety: {allowHosts: [shop.test]}
${phases}
`

/** The command among these files, with data of its own; `authority` is where the key of an authority would be. */
const among = (files: Readonly<Record<string, string>>) => {
  const folder = temporaryFolder(files)
  const env = { HOME: folder.path, XDG_DATA_HOME: join(folder.path, 'data') }
  return {
    command: (...args: readonly string[]) => fallacy(args, { cwd: folder.path, env }),
    authority: join(env.XDG_DATA_HOME, 'fallacy', 'ca'),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

test('validate, plan and doctor make no certificate authority, not for a forward proxy either', async () => {
  using here = among({ 'x.yaml': forward })
  const ended = await Promise.all([
    here.command('validate', 'x.yaml'),
    here.command('plan', 'x.yaml'),
    here.command('doctor'),
  ])
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0])
  expect(existsSync(here.authority)).toBe(false)
})

test('a run makes a certificate authority for a forward proxy, and none without one', async () => {
  await using origin = await httpOrigin()
  using here = among({ 'plain.yaml': reverse(origin.url), 'through.yaml': forward })
  const nothingJudged = { code: 3 }
  expect(await here.command('run', 'plain.yaml')).toMatchObject(nothingJudged)
  expect(existsSync(here.authority)).toBe(false)
  expect(await here.command('run', 'through.yaml')).toMatchObject(nothingJudged)
  expect(existsSync(here.authority)).toBe(true)
})
