import * as v from 'valibot'
import type { BoundFault, SealedFault } from '../../core/fault.js'
import type { Json } from '../../core/json.js'
import { percent } from '../../core/options.js'
import type { FaultPlan } from '../../core/plan.js'
import type { Envelope, Key, Rule } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import { type DescribeUnknown, describeUnknownKey } from '../check/unknown-key.js'
import { either } from '../check/words.js'
import { CODES } from '../codes.js'
import type { HostRules } from '../hosts.js'
import { didYouMean } from '../nearest.js'
import type { Path } from '../yaml/tree.js'
import { whyUnfit } from './protocols.js'
import { checkHost } from './safety.js'
import { count, doc, positive } from './shapes.js'
import { checkTarget } from './targets.js'

const KEY = /^(?:(header|cookie|query):(\S+)|(client|connection))$/
const key = v.pipe(
  v.string(),
  v.regex(KEY, issue => `expected header:name, cookie:name, query:name, client or connection, found "${issue.input}"`),
)

/** What every fault has besides its name and options. */
export const envelopeEntries = {
  target: doc(v.string(), 'A proxy, or proxy/route.'),
  percent: doc(v.optional(percent, '100%'), 'The share of matching traffic that is hit.'),
  per: doc(v.optional(v.picklist(['request', 'connection']), 'request'), 'What the decision is made for.'),
  key: doc(v.optional(key), 'The decision and the counts are made per value of this.'),
  first: doc(v.optional(positive), 'Only the first n.'),
  every: doc(v.optional(positive), 'Only every nth.'),
  after: doc(v.optional(positive), 'Only after the first n.'),
  limit: doc(v.optional(positive), 'At most n hits.'),
  maxActive: doc(v.optional(positive), 'At most n hits at the same time.'),
  existingConnections: doc(
    v.optional(v.picklist(['apply', 'drain', 'reset']), 'apply'),
    'The connections that are open when the fault begins: it acts on them too; they end after their exchange; RST.',
  ),
  minHits: doc(v.optional(count, 1), 'With fewer hits the hypotheses of the phase are inconclusive.'),
}
export const envelopeShape = v.object(envelopeEntries)

/** Options may be left out entirely where a fault has defaults for all. */
export const faultShapeOf = (faults: readonly SealedFault[]): v.GenericSchema => {
  const named = faults.map(({ name, options, summary }) => [name, v.optional(doc(options, summary))])
  return v.strictObject({ ...Object.fromEntries(named), ...envelopeEntries })
}

export interface Faults {
  readonly rules: readonly Rule[]
  readonly plans: readonly FaultPlan[]
}

export const readFaults = (sheet: Sheet, faults: readonly SealedFault[], hosts: HostRules): Faults => {
  const shape = faultShapeOf(faults)
  const read = sheet.ids(['faults']).flatMap(id => {
    const path = ['faults', id]
    const named = faults.filter(({ name }) => sheet.has([...path, name]))
    if (sheet.read(shape, path, { unknown: describer(faults, named.length > 0) }) === null) return []
    const written = v.parse(envelopeShape, sheet.data(path))
    checkTarget(sheet, [...path, 'target'], written.target)
    const fault = only(sheet, path, { named, faults, target: written.target })
    for (const host of fault?.fault.hosts ?? []) checkHost(sheet, [...path, fault?.fault.name ?? ''], host, hosts)
    return fault === null ? [] : [entryOf(sheet, id, written, fault)]
  })
  return { rules: read.map(({ rule }) => rule), plans: read.map(({ plan }) => plan) }
}

/** An unknown key is taken for the name of a fault where there is none yet. */
const describer =
  (faults: readonly SealedFault[], hasFault: boolean): DescribeUnknown =>
  (path, allowed) => {
    const finding = describeUnknownKey(path, allowed)
    const names = faults.map(({ name }) => name)
    const envelope = Object.keys(envelopeEntries)
    const hints = [`here: ${envelope.join(', ')}; one of: ${names.join(', ')}`]
    if (finding.code !== CODES.unknownKey || hasFault) return finding.hints ? { ...finding, hints } : finding
    const key = String(path.at(-1))
    return { ...finding, hints, code: CODES.unknownFault, message: `unknown fault "${key}"${didYouMean(key, allowed)}` }
  }

interface Chosen {
  readonly fault: BoundFault
  readonly options: Json
}

interface Choice {
  /** Those of the faults that the entry names. */
  readonly named: readonly SealedFault[]
  readonly faults: readonly SealedFault[]
  readonly target: string
}

/** The one fault that an entry names, bound to its options. */
const only = (sheet: Sheet, path: Path, { named, faults, target }: Choice): Chosen | null => {
  const [fault, second] = named
  const names = named.map(({ name }) => name)
  if (!fault || second) {
    const unknown = sheet.keysOf(path).some(key => !(key in envelopeEntries) && !names.includes(key))
    const found = fault ? names.join(' and ') : 'none'
    const message = `expected exactly one fault, found ${found}`
    const hints = [`one of: ${either(faults.map(({ name }) => name))}`]
    if (fault || !unknown) sheet.report({ code: CODES.notExactlyOne, path, on: 'key', message, hints })
    return null
  }
  const options = sheet.accept(fault.options, [...path, fault.name])?.input ?? null
  const bound = fault.bind(options)
  if (!bound.ok) return null
  const message = whyUnfit(sheet, target, bound.value)
  if (message === null) return { fault: bound.value, options }
  sheet.report({ code: CODES.protocol, path: [...path, fault.name], on: 'key', message })
  return null
}

type Written = v.InferOutput<typeof envelopeShape>

const entryOf = (sheet: Sheet, id: string, written: Written, { fault, options }: Chosen) => {
  const { target, percent, minHits } = written
  const rule: Rule = { id, target, envelope: envelopeOf(written), fault }
  const place = sheet.place(['faults', id], 'key')
  const plan: FaultPlan = { id, fault: fault.name, options, target, percent, minHits, place }
  return { rule, plan }
}

/** What an entry says of whom it hits, as the proxy takes it. */
export const envelopeOf = ({
  percent,
  per,
  key,
  first,
  every,
  after,
  limit,
  maxActive,
  existingConnections,
}: Omit<Written, 'target' | 'minHits'>): Envelope => ({
  percent,
  per,
  key: key === undefined ? null : keyOf(key),
  first: first ?? null,
  every: every ?? null,
  after: after ?? null,
  limit: limit ?? null,
  maxActive: maxActive ?? null,
  existing: existingConnections,
})

const keyOf = (written: string): Key | null => {
  const [, from, name, whole] = KEY.exec(written) ?? []
  if (whole === 'client' || whole === 'connection') return { from: whole }
  return (from === 'header' || from === 'cookie' || from === 'query') && name !== undefined ? { from, name } : null
}
