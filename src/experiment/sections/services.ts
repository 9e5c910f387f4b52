import { statSync } from 'node:fs'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { duration } from '../../core/options.js'
import { argv, variables } from '../../core/program-options.js'
import { SAMPLES } from '../../sample/names.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { ServiceSpec } from '../experiment.js'
import type { HostRules } from '../hosts.js'
import { SAMPLE_PROGRAM } from '../sample-program.js'
import type { Path } from '../yaml/tree.js'
import { readyOf, readyShape } from './ready.js'
import { checkHost } from './safety.js'
import { doc } from './shapes.js'
import { checkForward, checkName } from './targets.js'

const isSignal = (name: string): name is NodeJS.Signals => Object.hasOwn(constants.signals, name)
const signal = v.pipe(
  v.string(),
  v.check(isSignal, issue => `expected the name of a signal such as SIGTERM, found "${issue.input}"`),
  v.transform(name => (isSignal(name) ? name : 'SIGTERM')),
)
const stop = v.strictObject({
  signal: doc(v.optional(signal, 'SIGTERM'), 'The signal that ends it.'),
  grace: doc(v.optional(duration, '10s'), 'How long it may take before it is killed.'),
})

export const serviceShape = v.pipe(
  v.strictObject({
    command: doc(v.optional(argv), 'The program and its arguments; no shell reads it.'),
    sample: doc(v.optional(v.picklist(SAMPLES)), 'Instead of a command: a service of the embedded shop.'),
    through: doc(
      v.optional(v.string()),
      'The forward proxy that its requests go through: it is told where it is, and to trust its certificates.',
    ),
    cwd: doc(v.optional(v.string(), '.'), 'Its folder, relative to that of this file.'),
    env: doc(v.optional(variables, {}), 'Its environment, besides the usual.'),
    ready: doc(v.optional(readyShape), 'What tells that it is ready.'),
    stop: doc(v.optional(stop, {}), 'How it is ended.'),
    onExit: doc(
      v.optional(v.picklist(['abort', 'fail', 'ignore', 'restart']), 'abort'),
      'What happens when it ends by itself.',
    ),
    log: doc(v.optional(v.picklist(['keep', 'failures', 'discard']), 'failures'), 'Whether its output is kept.'),
    dependsOn: doc(v.optional(v.array(v.string()), []), 'Services that must be ready before.'),
  }),
  v.check(
    ({ command, sample }) => (command === undefined) !== (sample === undefined),
    'expected exactly one of command, sample',
  ),
)
type Written = v.InferOutput<typeof serviceShape>

export interface Surroundings {
  readonly folder: string
  readonly rules: HostRules
}

/** In an order that satisfies `dependsOn`. */
export const readServices = (sheet: Sheet, { folder, rules }: Surroundings): readonly ServiceSpec[] => {
  const ids = sheet.ids(['services'])
  const services = ids.flatMap(id => {
    const path = ['services', id]
    const read = sheet.read(serviceShape, path)
    if (!read) return []
    for (const [index, name] of read.dependsOn.entries())
      checkName(sheet, [...path, 'dependsOn', index], name, { kind: 'service', names: ids })
    if (read.through !== undefined) checkForward(sheet, [...path, 'through'], read.through)
    return [serviceOf(sheet, id, read, { folder, rules })]
  })
  return inOrder(sheet, services)
}

const serviceOf = (sheet: Sheet, id: string, read: Written, { folder, rules }: Surroundings): ServiceSpec => {
  const path: Path = ['services', id]
  const cwd = resolve(folder, read.cwd)
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    sheet.report({ code: CODES.noFolder, path: [...path, 'cwd'], message: `there is no folder ${read.cwd}` })
  if (!read.ready)
    sheet.report({
      code: CODES.noReadiness,
      severity: 'warning',
      path,
      on: 'key',
      message: `service "${id}" has no readiness check: traffic may start before it listens`,
      hints: ['add ready: {http: …}, {tcp: …}, {log: …} or {command: …}'],
    })
  const ready = read.ready ? readyOf(read.ready) : null
  if (ready?.kind === 'http') checkHost(sheet, [...path, 'ready', 'http'], new URL(ready.url).hostname, rules)
  if (ready?.kind === 'tcp') checkHost(sheet, [...path, 'ready', 'tcp'], ready.host, rules)
  return {
    id,
    command: read.command ?? [process.execPath, SAMPLE_PROGRAM, read.sample ?? ''],
    cwd,
    env: read.env,
    ready,
    stop: { signal: read.stop.signal, graceMs: read.stop.grace },
    onExit: read.onExit,
    log: read.log,
    dependsOn: read.dependsOn,
    ...(read.sample !== undefined && { sample: read.sample }),
    ...(read.through !== undefined && { through: read.through }),
  }
}

/** Each after what it depends on; a cycle is reported with all its members. */
const inOrder = (sheet: Sheet, services: readonly ServiceSpec[]): readonly ServiceSpec[] => {
  const ordered = new Set<ServiceSpec>()
  const circular = new Set<string>()
  const visit = (service: ServiceSpec, trail: readonly string[]): void => {
    const start = trail.indexOf(service.id)
    if (start >= 0) reportCycle(sheet, [...trail.slice(start), service.id], circular)
    if (start >= 0 || ordered.has(service)) return
    for (const id of service.dependsOn) {
      const needed = services.find(other => other.id === id)
      if (needed) visit(needed, [...trail, service.id])
    }
    ordered.add(service)
  }
  for (const service of services) visit(service, [])
  return [...ordered]
}

const reportCycle = (sheet: Sheet, cycle: readonly string[], reported: Set<string>): void => {
  const [first = ''] = cycle
  if (reported.has(first)) return
  for (const id of cycle) reported.add(id)
  const path = ['services', first, 'dependsOn']
  sheet.report({ code: CODES.noService, path, message: `services depend on each other: ${cycle.join(' -> ')}` })
}
