import { resolve } from 'node:path'
import type { Entry } from '../../core/journal.js'
import { UserError } from '../../core/problem.js'
import type { Report } from '../../core/report.js'
import { prometheusText } from '../../metrics/prometheus-text.js'
import { familiesOf } from '../../metrics/run-families.js'
import { runMetrics } from '../../metrics/run-metrics.js'
import { portOf } from '../../proxy/address.js'
import { writeFile } from '../../run/folder.js'
import type { Terminal } from '../terminal.js'
import { postMetrics } from './otlp.js'

/** Where the numbers of a run go: while it runs on `--metrics`, and at its end to each `--out`. */
export interface OutputFlags {
  readonly out?: readonly string[]
  readonly metrics?: string
}

export interface Outputs {
  /** Of this machine, where the run's numbers are served. */
  readonly ports: readonly number[]
  /** Told every entry as it happens. */
  readonly read: (entry: Entry) => void
  /** Writes and sends what was asked for; what cannot be is told, and does not change how the run ended. */
  deliver(report: Report): Promise<void>
  close(): Promise<void>
}

type Kind = 'prometheus' | 'ndjson' | 'otlp'
const KINDS: readonly Kind[] = ['prometheus', 'ndjson', 'otlp']

interface Output {
  readonly kind: Kind
  readonly where: string
}

/** Each `KIND=WHERE`; throws a UserError that says what there is. */
export const parseOutputs = (flags: readonly string[]): readonly Output[] =>
  flags.map(flag => {
    const [name, where = ''] = flag.split(/=(.*)/s)
    const kind = KINDS.find(kind => kind === name)
    if (kind === undefined || where === '')
      throw new UserError(`--out: expected prometheus=FILE, ndjson=FILE or otlp=URL, found "${flag}"`)
    if (kind === 'otlp' && !/^https?:$/.test(URL.canParse(where) ? new URL(where).protocol : ''))
      throw new UserError(`--out: expected a URL such as otlp=http://127.0.0.1:4318, found "${where}"`)
    return { kind, where }
  })

/** Opens what the flags ask for before anything starts; rejects with a UserError when that cannot be. */
export const openOutputs = async (flags: OutputFlags, terminal: Terminal): Promise<Outputs> => {
  const outputs = parseOutputs(flags.out ?? [])
  const state = runMetrics.start()
  const server = flags.metrics === undefined ? null : await served(flags.metrics, () => familiesOf(state))
  if (server !== null) terminal.err.write(`metrics at ${server.url}\n`)
  const final = ({ judgements }: Report) => familiesOf(state, judgements)
  const lines = async (report: Report) => (await import('../report-format.js')).findReporter('ndjson').render(report)
  return {
    ports: server === null ? [] : [portOf(new URL(server.url))],
    read: entry => runMetrics.next(state, entry),
    async deliver(report) {
      for (const { kind, where } of outputs)
        try {
          if (kind === 'otlp') await postMetrics(where, final(report), report, terminal.env)
          else
            writeFile(
              resolve(terminal.folder, where),
              kind === 'ndjson' ? await lines(report) : prometheusText(final(report)),
            )
        } catch (error) {
          terminal.err.write(`⚠ --out ${kind}=${where}: ${error instanceof Error ? error.message : String(error)}\n`)
        }
    },
    close: async () => server?.close(),
  }
}

const served = async (address: string, families: Parameters<typeof import('./metrics-server.js').serveMetrics>[1]) => {
  const { serveMetrics } = await import('./metrics-server.js')
  return serveMetrics(address, families)
}
