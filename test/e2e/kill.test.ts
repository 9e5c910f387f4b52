import { type ChildProcess, execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fallacy, temporaryFolder } from '../support/cli.js'
import { factsIn, journalOf } from '../support/journal-of.js'
import { answering } from '../support/small-experiment.js'

const KEY = 'c4nary-of-the-service'

/** A service that starts a child of its own and ignores being asked to stop: the hardest to take down. */
const STUBBORN = `
const { spawn } = require('node:child_process')
process.on('SIGTERM', () => {})
spawn(process.execPath, ['-e', 'process.on("SIGTERM",()=>{});setInterval(()=>{},1000)'], { stdio: 'ignore' })
console.log(process.env.KEY)
console.log('ready')
setInterval(() => {}, 1000)
`
const experiment = (upstream: string) => `version: 1
name: killed
secrets: {key: {env: KEY}}
services:
  stubborn:
    command: ["${process.execPath}", stubborn.cjs]
    env: {KEY: "\${secrets.key}"}
    ready: {log: ready, timeout: 10s, every: 50ms}
    stop: {signal: SIGTERM, grace: 200ms}
proxies:
  shop: {upstream: "${upstream}"}
faults:
  slow: {target: shop, latency: {add: 20ms}}
phases:
  - {name: inject, kind: inject, duration: 60s, faults: [slow]}
probes:
  home: {type: http, url: "\${proxies.shop.url}/", every: 50ms}
hypotheses:
  - {id: quick, probe: home, measure: latency.p50, max: 60s}
safety: {faultTtl: 2s}
`

/** Its first hook fails. */
const ENDS_AT_ONCE = `version: 1
name: next
phases: [{name: inject, kind: inject, duration: 1s}]
hooks: {before: [{run: ["${process.execPath}", -e, "process.exit(1)"]}]}
`

const onceInjecting = (act: (child: ChildProcess) => void) => (child: ChildProcess) =>
  child.stderr?.on('data', text => {
    if (String(text).includes('slow on')) setTimeout(() => act(child), 1_000)
  })

/** What is in each file of the run. */
const filesOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(join(folder, 'fallacy-report'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), 'utf8')]),
  )

const isListening = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

/** Every process whose group is `group`, that still runs. */
const membersOf = (group: number): readonly string[] =>
  execFileSync('ps', ['-eo', 'pgid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter(line => Number(line.trim().split(/\s+/)[0]) === group && !/^\s*\d+\s+Z/.test(line))

const until = async (holds: () => Promise<boolean> | boolean, ms: number): Promise<boolean> => {
  const end = Date.now() + ms
  while (Date.now() < end) {
    if (await holds()) return true
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return holds()
}

test('kill -9 of the runner takes its proxies and the whole group of its services with it, and leaves a journal', async () => {
  using origin = await answering()
  using folder = temporaryFolder({
    'x.yaml': experiment(origin.url),
    'stubborn.cjs': STUBBORN,
    'next.yaml': ENDS_AT_ONCE,
  })
  const killed = await fallacy(['run', 'x.yaml'], {
    ...{ cwd: folder.path, env: { KEY } },
    started: onceInjecting(child => child.kill('SIGKILL')),
  })
  expect(killed.signal).toBe('SIGKILL')
  const entries = journalOf(folder.path)
  const [proxy] = factsIn(entries, 'proxy.listening')
  const [service] = factsIn(entries, 'service.started')
  expect(await isListening(Number(new URL(proxy?.url ?? '').port))).toBe(false)
  expect(await until(() => membersOf(service?.pid ?? -1).length === 0, 8_000)).toBe(true)
  expect(factsIn(entries, 'fault.injected').length).toBeGreaterThan(0)
  expect(filesOf(folder.path).get('stubborn.log')).toBe('‹secret:key›\nready\n')
  expect([...filesOf(folder.path).values()].filter(text => text.includes(KEY))).toEqual([])
  const report = await fallacy(['report', 'latest', '--format', 'json'], { cwd: folder.path })
  expect(JSON.parse(report.stdout)).toMatchObject({ outcome: 'torn', exitCode: null })
  const next = await fallacy(['run', 'next.yaml'], { cwd: folder.path })
  expect(next).toMatchObject({ code: 6, stderr: expect.stringContaining('the last run here died before its end') })
})

test('SIGTERM takes the faults off within a second and leaves nothing of the services', async () => {
  using origin = await answering()
  using folder = temporaryFolder({ 'x.yaml': experiment(origin.url), 'stubborn.cjs': STUBBORN })
  const run = await fallacy(['run', 'x.yaml'], {
    ...{ cwd: folder.path, env: { KEY } },
    started: onceInjecting(child => child.kill('SIGTERM')),
  })
  expect(run.code).toBe(143)
  const entries = journalOf(folder.path)
  const [signal] = factsIn(entries, 'signal.received')
  const [lifted] = factsIn(entries, 'fault.lifted')
  expect(lifted).toMatchObject({ why: 'signal' })
  expect((lifted?.t ?? Number.NaN) - (signal?.t ?? Number.NaN)).toBeLessThan(1_000)
  expect(factsIn(entries, 'faults.removed')).toMatchObject([{ verified: true }])
  expect(factsIn(entries, 'service.stopped')).toMatchObject([{ killed: true }])
  expect(membersOf(factsIn(entries, 'service.started')[0]?.pid ?? -1)).toEqual([])
})
