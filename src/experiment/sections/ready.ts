import * as v from 'valibot'
import { httpUrl } from '../../core/http-options.js'
import { duration } from '../../core/options.js'
import { argv } from '../../core/program-options.js'
import { parseRegex } from '../../core/safe-regex.js'
import { statusRanges } from '../../core/status.js'
import type { ReadySpec } from '../experiment.js'
import { doc } from './shapes.js'

const HOST_PORT = /^(\[[\da-fA-F:.]+\]|[^:\s]+):(\d{1,5})$/
const hostPort = v.pipe(
  v.string(),
  v.regex(HOST_PORT, issue => `expected host:port such as 127.0.0.1:5432, found "${issue.input}"`),
  v.transform(text => {
    const [, host = '', port] = HOST_PORT.exec(text) ?? []
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
  }),
)

const whyNot = (pattern: string): string | null => {
  const parsed = parseRegex(pattern)
  return parsed.ok ? null : parsed.why
}
const pattern = v.pipe(
  v.string(),
  v.check(
    text => whyNot(text) === null,
    issue => `expected a regular expression: ${whyNot(issue.input)}`,
  ),
)

export const readyShape = v.pipe(
  v.strictObject({
    http: doc(v.optional(httpUrl), 'A URL that answers.'),
    tcp: doc(v.optional(hostPort), 'A host:port that accepts connections.'),
    log: doc(v.optional(pattern), 'A regular expression that a line of its output fits.'),
    command: doc(v.optional(argv), 'A program that exits with 0.'),
    status: doc(v.optional(statusRanges, '200-299'), 'The statuses that count, with http.'),
    timeout: doc(v.optional(duration, '30s'), 'How long it may take.'),
    every: doc(v.optional(duration, '500ms'), 'How often it is asked.'),
  }),
  v.check(
    ({ http, tcp, log, command }) => [http, tcp, log, command].filter(way => way !== undefined).length === 1,
    'expected exactly one of http, tcp, log, command',
  ),
)

export const readyOf = (written: v.InferOutput<typeof readyShape>): ReadySpec | null => {
  const { http, tcp, log, command, status, timeout, every } = written
  const pace = { timeoutMs: timeout, everyMs: every }
  if (http !== undefined) return { kind: 'http', url: http, status, ...pace }
  if (tcp !== undefined) return { kind: 'tcp', ...tcp, ...pace }
  if (command !== undefined) return { kind: 'command', command, ...pace }
  const parsed = log === undefined ? null : parseRegex(log)
  return parsed?.ok ? { kind: 'log', pattern: parsed.regex, ...pace } : null
}
