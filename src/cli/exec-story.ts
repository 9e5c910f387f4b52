import { inert } from '../core/inert.js'
import type { Entry } from '../core/journal.js'
import { plural } from '../core/plural.js'

/** What is told of a command behind a proxy, in a line before it has the terminal and a few when it has ended. */
export interface ExecStory {
  /** Told every entry as it happens. */
  read(entry: Entry): void
  begun(url: string, faults: readonly string[]): string
  /** With what was warned of, for nobody saw it meanwhile. */
  ended(): string
  /** Why it never ran, as errors are told; empty where it was stopped, or there is a bug of ours to tell of. */
  failed(): string
}

export const openExecStory = (program: string, proxy: string): ExecStory => {
  const [exchanges, hit] = [new Set<number>(), new Set<number>()]
  const [warnings, failures] = [new Set<string>(), new Set<string>()]
  return {
    read(entry) {
      if (entry.type === 'exchange.opened' && entry.route.split('/')[0] === proxy) exchanges.add(entry.x)
      if (entry.type === 'fault.injected' && exchanges.has(entry.x ?? 0)) hit.add(entry.x ?? 0)
      if (entry.type === 'warning.raised') warnings.add(entry.message)
      if (entry.type === 'failure.occurred' && entry.exit !== 'bug') failures.add(errorOf(entry.message, entry.hints))
    },
    begun: (url, faults) =>
      `fallacy: ${inert(program)} goes through ${proxy} at ${url}, under ${faults.length === 0 ? 'no fault' : faults.join(', ')}\n`,
    ended() {
      const told = [...warnings].map(message => `fallacy: ⚠ ${inert(message)}\n`)
      const of = hit.size === 0 ? 'none' : exchanges.size === hit.size ? 'each' : `${hit.size} of them`
      const met = `fallacy: ${plural(exchanges.size, 'exchange')} went through ${proxy}, and ${of} met a fault\n`
      return told.join('') + (exchanges.size === 0 ? nothingCame(program, proxy) : met)
    },
    failed: () => [...failures].join(''),
  }
}

const errorOf = (message: string, hints: readonly string[]): string =>
  [`error: ${message}`, ...hints.map(hint => `  = ${hint}`), ''].map(inert).join('\n')

const nothingCame = (program: string, proxy: string): string =>
  [
    `fallacy: nothing went through ${proxy}: ${inert(program)} asked for nothing, or went another way`,
    '  = it has to heed HTTP_PROXY and HTTPS_PROXY, as curl, Python, Go, Ruby and Node.js do; Java wants -Dhttps.proxyHost',
    '  = what is on this machine is asked directly: give it a name, as map: {api.test: "http://127.0.0.1:9102"}',
    '',
  ].join('\n')
