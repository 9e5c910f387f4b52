import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import * as v from 'valibot'
import type { BoundFault } from '../../core/bound-fault.js'
import type { SealedFault } from '../../core/fault.js'
import type { Json } from '../../core/json.js'
import type { FaultPlan } from '../../core/plan.js'
import type { Rule } from '../../proxy/rule.js'
import type { Sheet } from '../check/sheet.js'
import { type DescribeUnknown, describeUnknownKey } from '../check/unknown-key.js'
import { either } from '../check/words.js'
import { CODES } from '../codes.js'
import { didYouMean } from '../nearest.js'
import type { Path } from '../yaml/tree.js'
import { envelopeEntries, envelopeOf, envelopeShape, type WrittenEnvelope } from './envelope.js'
import { whyNoHandshake, whyNoStream, whyUnfit } from './protocols.js'
import type { ProxySurroundings } from './proxy-shapes.js'
import { whyOutOfReach } from './reach.js'
import { checkHost } from './safety.js'
import { doc } from './shapes.js'
import { checkCohort, checkTarget } from './targets.js'

/** Options may be left out entirely where a fault has defaults for all. */
export const faultShapeOf = (faults: readonly SealedFault[]): v.GenericSchema => {
  const named = faults.map(({ name, options, summary, seen }) => {
    const about = seen === '' ? summary : `${summary} A client sees ${seen}.`
    return [name, v.optional(doc(options, about))]
  })
  return v.strictObject({ ...Object.fromEntries(named), ...envelopeEntries })
}

export interface Faults {
  readonly rules: readonly Rule[]
  readonly plans: readonly FaultPlan[]
}

export const readFaults = (
  sheet: Sheet,
  faults: readonly SealedFault[],
  { folder, rules }: ProxySurroundings,
): Faults => {
  const shape = faultShapeOf(faults)
  const read = sheet.ids(['faults']).flatMap(id => {
    const path = ['faults', id]
    const named = faults.filter(({ name }) => sheet.has([...path, name]))
    if (sheet.read(shape, path, { unknown: describer(faults, named.length > 0) }) === null) return []
    const written = v.parse(envelopeShape, sheet.data(path))
    checkTarget(sheet, [...path, 'target'], written.target)
    checkCohort(sheet, [...path, 'cohort'])
    const fault = only(sheet, path, { named, faults, target: written.target, folder })
    for (const host of fault?.fault.hosts ?? []) checkHost(sheet, [...path, fault?.fault.name ?? ''], host, rules)
    for (const file of fault?.fault.files ?? []) checkFile(sheet, [...path, fault?.fault.name ?? ''], file, folder)
    return fault === null ? [] : [entryOf(sheet, id, written, fault)]
  })
  for (const { rule } of read) checkReach(sheet, rule)
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
  readonly folder: string
}

/** The one fault that an entry names, bound to its options. */
const only = (sheet: Sheet, path: Path, { named, faults, target, folder }: Choice): Chosen | null => {
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
  const bound = fault.bind(options, folder)
  if (!bound.ok) return null
  const message = whyUnfit(sheet, target, bound.value)
  if (message === null) return { fault: bound.value, options }
  sheet.report({ code: CODES.protocol, path: [...path, fault.name], on: 'key', message })
  return null
}

/** Reports what can act, but not like this. */
const checkReach = (sheet: Sheet, rule: Rule): void => {
  const path = ['faults', rule.id]
  const found = whyOutOfReach(rule)
  if (found !== null) sheet.report({ code: CODES.protocol, path: [...path, found.key], message: found.message })
  const noStream = whyNoStream(sheet, rule)
  if (noStream !== null) sheet.report({ code: CODES.protocol, path: [...path, 'per'], message: noStream })
  const message = rule.fault.reach === 'handshake' ? whyNoHandshake(sheet, rule.target, rule.fault) : null
  if (message !== null) sheet.report({ code: CODES.protocol, path: [...path, rule.fault.name], on: 'key', message })
}

const entryOf = (sheet: Sheet, id: string, written: WrittenEnvelope, { fault, options }: Chosen) => {
  const { target, percent, minHits, cohort } = written
  const rule: Rule = { id, target, envelope: envelopeOf(written), fault }
  const place = sheet.place(['faults', id], 'key')
  const plan: FaultPlan = { id, fault: fault.name, options, target, percent, minHits, place, ...(cohort && { cohort }) }
  return { rule, plan }
}

/** Reports a file that is not there, or is none; relative paths start in the folder of the experiment. */
const checkFile = (sheet: Sheet, path: Path, file: string, folder: string): void => {
  const found = statSync(resolve(folder, file), { throwIfNoEntry: false })
  if (found?.isFile()) return
  const message = `expected a file, found ${found === undefined ? `nothing at ${file}` : `a folder at ${file}`}`
  sheet.report({ code: CODES.wrong, path, on: 'key', message, hints: ['its path starts where the experiment file is'] })
}
