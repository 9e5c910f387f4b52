import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { plural } from '../../core/plural.js'
import { EXIT, UserError } from '../../core/problem.js'
import { systemClock } from '../../core/system-clock.js'
import { parseDuration } from '../../core/units.js'
import { type RunningProxy, startProxy } from '../../library/start-proxy.js'
import { processSignals } from '../signals.js'
import type { Terminal } from '../terminal.js'
import { recordedText } from './recorded-text.js'
import { seenRoutes } from './seen-routes.js'

/** The options of `fallacy record`. */
export interface RecordFlags {
  readonly upstream: string
  readonly port?: number
  readonly for: string
  readonly output: string
  readonly name: string
  readonly allowHost?: readonly string[]
  readonly force?: boolean
}

/** Passes traffic on and watches it for a while or until Ctrl-C; then writes an experiment made of what it saw. */
export const record = async (flags: RecordFlags, terminal: Terminal): Promise<void> => {
  const path = resolve(terminal.folder, flags.output)
  if (existsSync(path) && !flags.force)
    throw new UserError(`${flags.output} would be overwritten`, { hints: ['name another -o FILE, or use --force'] })
  const ms = parseDuration(flags.for)
  if (ms === null) throw new UserError(`--for: expected a duration such as 60s or 10m, found "${flags.for}"`)
  const { allowHost } = flags
  await using proxy = await startProxy({
    ...{ upstream: flags.upstream, port: flags.port ?? 0 },
    ...(allowHost && { allowHosts: allowHost }),
  })
  terminal.err.write(`recording at ${proxy.url} for ${flags.for}, Ctrl-C ends it sooner; send your traffic there\n`)
  await untilOver(ms, terminal)
  const text = await experimentOf(proxy, flags)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  terminal.out.write(`${flags.output}\n`)
  terminal.exit(EXIT.pass)
}

const untilOver = async (ms: number, terminal: Terminal): Promise<void> => {
  const clock = systemClock()
  const stop = new AbortController()
  const signals = processSignals(terminal.env, clock)
  signals.subscribe(() => stop.abort())
  await clock.sleep(ms, stop.signal).catch(() => {})
  signals.close()
}

const experimentOf = async (proxy: RunningProxy, { upstream, name, allowHost = [] }: RecordFlags): Promise<string> => {
  const exchanges = (await proxy.exchanges()).filter(({ end }) => end !== null)
  const routes = seenRoutes(exchanges)
  if (routes.length === 0)
    throw new UserError(`nothing came through ${proxy.url}`, {
      exit: 'inconclusive',
      hints: ['give the caller this address in place of the upstream, with --port N for one that stays the same'],
    })
  const { port } = proxy
  const comment = `# Recorded: ${plural(exchanges.length, 'exchange')}.\n`
  return recordedText({ name, upstream: new URL(upstream), port, routes, allowHosts: allowHost }) + comment
}
