import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { dirname, resolve } from 'node:path'
import { EXIT } from '../core/problem.js'
import { systemClock } from '../core/system-clock.js'
import { authorityFolder } from '../library/authority.js'
import type { Environment } from '../library/environment.js'
import { wallClock } from '../library/wall-clock.js'
import { port, reachable } from './network-findings.js'
import { isOn } from './options.js'
import { paint } from './paint.js'
import type { Terminal } from './terminal.js'

export interface DoctorFlags {
  readonly target?: readonly string[]
  readonly outputDir?: string
}

/** What was looked at: `bad` keeps a run from working, `doubtful` may. */
export interface Finding {
  readonly state: 'good' | 'doubtful' | 'bad'
  readonly said: string
  /** What would mend it. */
  readonly cure?: string
}

const MARKS = { good: '✔', doubtful: '⚠', bad: '✖' }

/** Looks at what a run needs of this machine; exit code 6 when something keeps it from working. */
export const doctor = async (flags: DoctorFlags, terminal: Terminal): Promise<void> => {
  const findings = await Promise.all([
    nodeVersion(process.versions.node),
    port('127.0.0.1', 'bad'),
    port('::1', 'doubtful'),
    reachable(networkInterfaces()),
    writable(resolve(terminal.folder, flags.outputDir ?? 'fallacy-report')),
    authority(terminal.env),
    proxies(terminal.env),
    programs(terminal.env),
    timers(),
    ...(flags.target ?? []).map(target),
  ])
  const lines = findings.map(({ state, said, cure }) => `${MARKS[state]} ${said}${cure ? `\n    → ${cure}` : ''}\n`)
  terminal.out.write(await paint(lines.join(''), terminal.out))
  terminal.exit(findings.some(({ state }) => state === 'bad') ? EXIT.environment : EXIT.pass)
}

export const nodeVersion = (version: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return { state: 'good', said: `node ${version}` }
  return { state: 'bad', said: `node ${version} is too old`, cure: 'install 20.19 or newer' }
}

/** The folder, or the nearest one above it that is there. */
const writable = async (folder: string): Promise<Finding> => {
  try {
    await access(folder, constants.W_OK)
    return { state: 'good', said: `${folder} can be written` }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (isMissing && dirname(folder) !== folder) return writable(dirname(folder))
    return { state: 'bad', said: `${folder} cannot be written`, cure: 'name another folder with --output-dir' }
  }
}

const authority = async (env: Environment): Promise<Finding> => {
  const folder = authorityFolder(env)
  if (!(await stat(folder).catch(() => null)))
    return { state: 'good', said: 'no certificate authority yet: a proxy that needs one makes it' }
  try {
    const { openAuthority } = await import('../proxy/tls/authority.js')
    const { expires } = await openAuthority({ folder, now: wallClock })
    return { state: 'good', said: `certificate authority until ${expires.toISOString().slice(0, 10)}` }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { state: 'bad', said: `certificate authority: ${why}`, cure: `remove ${folder}, a new one is made` }
  }
}

export const proxies = async (env: Environment): Promise<Finding> => {
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'].filter(name => env[name])
  if (names.length === 0) return { state: 'good', said: 'no proxy in the environment' }
  const exempt = (env.NO_PROXY ?? env.no_proxy ?? '').split(',').map(host => host.trim())
  const said = `${names.join(', ')}: probes and load go around it, your programs may not`
  if (exempt.includes('*') || exempt.includes('127.0.0.1')) return { state: 'good', said }
  return { state: 'doubtful', said, cure: 'export NO_PROXY=127.0.0.1,localhost' }
}

const programs = (env: Environment): Finding => {
  const how = isOn('FALLACY_ALLOW_COMMANDS', env)
    ? ': FALLACY_ALLOW_COMMANDS is set'
    : ' after a yes, or with --allow-commands'
  return { state: 'good', said: `programs that files name start${how}` }
}

const TRIES = 20
const LATE_MS = 15

/** How late a timer wakes: on a busy machine all latencies that are measured are too long by that. */
const timers = async (): Promise<Finding> => {
  const clock = systemClock()
  const late: number[] = []
  for (let tries = 0; tries < TRIES; tries++) {
    const start = clock.now()
    await clock.sleep(10, new AbortController().signal)
    late.push(clock.now() - start - 10)
  }
  const worst = Math.max(...late)
  const said = `timers are at most ${worst.toFixed(1)} ms late`
  if (worst < LATE_MS) return { state: 'good', said }
  return { state: 'doubtful', said, cure: 'this machine is busy: latencies will look longer than they are' }
}

const target = async (url: string): Promise<Finding> => {
  try {
    const sent = wallClock()
    const reply = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) })
    await reply.body?.cancel()
    const skew = Math.round((Date.parse(reply.headers.get('date') ?? '') - sent.getTime()) / 1_000)
    const clocks = Math.abs(skew) > 5 ? `; its clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead' : 'behind'}` : ''
    return { state: clocks === '' ? 'good' : 'doubtful', said: `${url} answers ${reply.status}${clocks}` }
  } catch (error) {
    const { describeError } = await import('../core/socket-error.js')
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return {
      state: 'bad',
      said: `${url}: ${describeError(cause)}`,
      cure: 'is it running? services: can start it, with --allow-commands',
    }
  }
}
