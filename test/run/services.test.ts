// Over 150 lines: the life of a service, and each way in which it can end.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isGroupAlive } from '../../src/core/process-group.js'
import { systemClock } from '../../src/core/system-clock.js'
import type { ReadySpec, ServiceSpec } from '../../src/experiment/experiment.js'
import { freePorts } from '../../src/run/ports.js'
import { startServices } from '../../src/run/services.js'
import type { ServiceFailure } from '../../src/run/supervision.js'
import { recordingJournal } from '../support/journal.js'

const service = (id: string, code: string, parts: Partial<ServiceSpec> = {}): ServiceSpec => ({
  ...{ id, command: [process.execPath, '-e', code], cwd: tmpdir(), env: {}, ready: null },
  ...{ stop: { signal: 'SIGTERM', graceMs: 5_000 }, onExit: 'abort', log: 'keep', dependsOn: [] },
  ...parts,
})
const within = { timeoutMs: 15_000, everyMs: 20 }
const onLog = (pattern: RegExp): ReadySpec => ({ ...within, kind: 'log', pattern })
const STAYS = 'console.log("up"); setInterval(() => {}, 1000)'
const listensOn = (port: number, after = 0) =>
  `setTimeout(() => require("http").createServer((q, s) => s.end("ok")).listen(${port}, "127.0.0.1"), ${after})`

const starting = (...specs: ServiceSpec[]) => {
  const clock = systemClock()
  const journal = recordingJournal(clock)
  const logDir = mkdtempSync(join(tmpdir(), 'fallacy-'))
  const failures: ServiceFailure[] = []
  const watched = new Set<number>()
  const guard = { watch: (pid: number) => watched.add(pid), unwatch: (pid: number) => watched.delete(pid) }
  const halt = new AbortController()
  const options = {
    clock,
    journal,
    logDir,
    guard,
    signal: halt.signal,
    failed: (f: ServiceFailure) => failures.push(f),
  }
  const pids = () => journal.of('service.started').map(({ pid }) => pid)
  const alive = () => pids().filter(isGroupAlive)
  return { journal, logDir, failures, watched, halt, pids, alive, services: startServices(specs, options) }
}

test('services start in order, each once the one before is ready, and stop in the reverse order', async () => {
  const [port = 0] = await freePorts(1)
  const ready: ReadySpec = { ...within, kind: 'http', url: `http://127.0.0.1:${port}/`, status: [[200, 200]] }
  const { journal, services, alive, watched } = starting(
    service('payments', listensOn(port, 100), { ready }),
    service('checkout', STAYS, { ready: { ...within, kind: 'tcp', host: '127.0.0.1', port } }),
    service('worker', STAYS, { ready: onLog(/^up/m) }),
  )
  const running = await services
  expect(alive()).toHaveLength(3)
  expect(watched.size).toBe(3)
  await running.stop()
  expect(alive()).toEqual([])
  expect(watched.size).toBe(0)
  expect(journal.entries.map(entry => `${entry.type} ${'service' in entry ? entry.service : ''}`)).toEqual([
    ...['payments', 'checkout', 'worker'].flatMap(id => [`service.started ${id}`, `service.ready ${id}`]),
    ...['worker', 'checkout', 'payments'].map(id => `service.stopped ${id}`),
  ])
})

test('the output of a service is in its log, and its environment is what the file says', async () => {
  const code =
    'console.log("hello", process.env.PORT, process.env.npm_command); console.error("warning"); setInterval(() => {}, 1e3)'
  process.env.npm_command ??= 'test'
  const { services, logDir } = starting(service('shop', code, { env: { PORT: '9001' }, ready: onLog(/warning/) }))
  await (await services).stop()
  expect(readFileSync(join(logDir, 'shop.log'), 'utf8')).toBe('hello 9001 undefined\nwarning\n')
})

test('a command can say that a service is ready', async () => {
  const code = 'setTimeout(() => require("fs").writeFileSync(process.env.FILE, ""), 150); setInterval(() => {}, 1e3)'
  const FILE = join(mkdtempSync(join(tmpdir(), 'fallacy-')), 'ready')
  const ready: ReadySpec = { ...within, kind: 'command', command: ['sh', '-c', 'test -e "$FILE"'] }
  const { services, journal } = starting(service('shop', code, { env: { FILE }, ready }))
  await (await services).stop()
  expect(journal.of('service.ready')[0]?.afterMs).toBeGreaterThan(100)
})

test('a service that is not ready in time says what was seen last and the end of its log; nothing is left', async () => {
  const [port = 0] = await freePorts(1)
  const ready: ReadySpec = {
    kind: 'http',
    url: `http://127.0.0.1:${port}/`,
    status: [[200, 399]],
    timeoutMs: 700,
    everyMs: 50,
  }
  const code = 'console.log("waiting for the database"); setInterval(() => {}, 1e3)'
  const { services, alive, watched } = starting(service('payments', STAYS), service('checkout', code, { ready }))
  await expect(services).rejects.toMatchObject({
    ...{ name: 'UserError', exit: 'environment' },
    message: `service checkout was not ready after 700 ms (last: connect ECONNREFUSED 127.0.0.1:${port})`,
    hints: ['the end of its log:', 'waiting for the database'],
  })
  expect(alive()).toEqual([])
  expect(watched.size).toBe(0)
})

test('a service that ends before it is ready is not waited for', async () => {
  const code = 'console.error("no such table"); process.exitCode = 3'
  const { services, journal } = starting(service('shop', code, { ready: onLog(/never/) }))
  await expect(services).rejects.toMatchObject({
    ...{ exit: 'environment', message: 'service shop exited with code 3 before it was ready' },
    hints: ['the end of its log:', 'no such table'],
  })
  expect(journal.of('service.exited')).toMatchObject([{ service: 'shop', code: 3, signal: null }])
})

test.each([
  [{ command: ['no-such-program'] as const }, 'no-such-program was not found in PATH'],
  [{ command: ['./no-such-program'] as const }, './no-such-program does not exist'],
  [{ command: ['/etc/passwd'] as const }, '/etc/passwd is not executable'],
  [{ cwd: '/nowhere' }, 'its folder /nowhere does not exist'],
])('%j cannot be started, and the reason is told', async (parts, why) => {
  const { services, alive } = starting(service('first', STAYS), service('shop', '', parts))
  await expect(services).rejects.toMatchObject({
    exit: 'environment',
    message: `service shop cannot be started: ${why}`,
  })
  expect(alive()).toEqual([])
})

test('a stop of the run while a service is awaited ends everything', async () => {
  const { services, halt, alive, pids } = starting(service('shop', STAYS, { ready: onLog(/never/) }))
  await expect.poll(() => pids().length).toBe(1)
  halt.abort(new Error('the run is stopped'))
  await expect(services).rejects.toThrow('the run is stopped')
  expect(alive()).toEqual([])
})

test('a service that ends during the run is reported, once', async () => {
  const { services, failures, journal } = starting(service('shop', 'setTimeout(() => process.exit(7), 300)'))
  const running = await services
  await expect.poll(() => failures.length, { timeout: 10_000 }).toBe(1)
  expect(failures[0]).toMatchObject({ service: 'shop', onExit: 'abort' })
  expect(failures[0]?.error.message).toBe('service shop exited with code 7 during the run')
  await running.stop()
  expect(journal.of('service.exited')).toHaveLength(1)
  expect(journal.of('service.stopped')).toHaveLength(0)
  expect(failures).toHaveLength(1)
})

test('a service whose end is to be ignored is only journalled', async () => {
  const spec = service('job', 'process.exitCode = 1', { onExit: 'ignore' })
  const { services, failures, journal } = starting(spec)
  const running = await services
  await expect.poll(() => journal.of('service.exited').length, { timeout: 10_000 }).toBe(1)
  await running.stop()
  expect(failures).toEqual([])
})

test('a service to be restarted is started again, and no start of it outlives the stop', async () => {
  const spec = service('shop', 'setTimeout(() => process.exit(1), 50)', { onExit: 'restart' })
  const { services, failures, journal, alive } = starting(spec)
  const running = await services
  await expect.poll(() => journal.of('service.started').length, { timeout: 15_000 }).toBe(2)
  await running.stop()
  expect(alive()).toEqual([])
  expect(failures).toEqual([])
})

test('a service that ignores its signal is killed after the grace, grandchildren too', async () => {
  const script = "trap '' TERM; sleep 60 & echo up; while :; do sleep 1; done"
  const stop = { signal: 'SIGTERM', graceMs: 300 } as const
  const spec = service('shop', '', { command: ['sh', '-c', script], ready: onLog(/up/), stop })
  const { services, journal, alive } = starting(spec)
  await (await services).stop()
  expect(alive()).toEqual([])
  expect(journal.of('service.stopped')).toMatchObject([{ service: 'shop', killed: true }])
})

test('whoever is in a hurry does not wait for the grace', async () => {
  const code = 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1e3)'
  const spec = service('shop', code, { ready: onLog(/up/), stop: { signal: 'SIGTERM', graceMs: 60_000 } })
  const { services, journal, alive } = starting(spec)
  const hurry = new AbortController()
  const stopping = (await services).stop(hurry.signal)
  hurry.abort()
  await stopping
  expect(alive()).toEqual([])
  expect(journal.of('service.stopped')).toMatchObject([{ killed: true }])
})

test('logs are kept as each service wants it', async () => {
  const kept = async (runFailed: boolean) => {
    const logs = (['keep', 'failures', 'discard'] as const).map(log => service(log, STAYS, { log }))
    const { services, logDir } = starting(...logs)
    const running = await services
    await running.stop()
    running.tidyLogs(runFailed)
    return logs.map(({ id }) => existsSync(join(logDir, `${id}.log`)))
  }
  expect(await kept(false)).toEqual([true, false, false])
  expect(await kept(true)).toEqual([true, true, false])
})
