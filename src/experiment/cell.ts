import { type Problem, UserError } from '../core/problem.js'
import { type Disguise, disguiseBy } from '../core/redaction.js'
import { Sheet } from './check/sheet.js'
import { CODES } from './codes.js'
import { examine, readLate, type Surroundings } from './examine.js'
import type { Address, Experiment, Safety, Secret, Settled } from './experiment.js'
import { hiddenSource } from './hidden-source.js'
import { maskOf, maskProblem } from './mask.js'
import { inOrder, problemOf } from './problems.js'
import { type Resolved, resolve } from './reference/resolve.js'
import type { Scope } from './reference/scope.js'
import { type Cell, labelOf, type Matrix } from './sections/matrix.js'
import { known } from './sections/secrets.js'
import { isTcp } from './sections/tcp.js'
import { toldPlan } from './told-plan.js'
import type { Source } from './yaml/source.js'
import type { MapNode } from './yaml/tree.js'

/** All that is known before references get their values. */
export interface Declared {
  readonly file: string
  readonly folder: string
  /** Of the file itself, as written. */
  readonly text: string
  readonly source: Source
  readonly root: MapNode
  readonly sheet: Sheet
  readonly matrix: Matrix | null
  readonly secrets: ReadonlyMap<string, string | undefined>
  readonly env: Scope['env']
  readonly surroundings: Surroundings
}

export type LoadedCell =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** One cell of a file: its references get their values, and everything is checked with them. */
export const loadCell = (declared: Declared, vars: Scope['vars'], cell: Cell): LoadedCell => {
  const { source, root, secrets, env, surroundings, matrix, file, folder, text } = declared
  const addresses = standIns(declared.sheet)
  const scope: Scope = { vars, secrets, env, matrix: cell, proxies: addresses }
  const resolved = resolve(root, scope, source.text)
  const sheet = new Sheet(source, resolved.root)
  const { late, ...examined } = examine(sheet, surroundings)
  adviseOnUnused(sheet, scope, resolved)
  if (matrix !== null && matrix.maxParallel > 1) refuseShared(sheet, examined)

  const { disguise, seal } = surroundings
  const { redact } = examined.report
  const hidden = hiddenBy(disguise, examined, known(secrets))
  const mask = maskOf(hidden)
  const flaws = resolved.flaws.map(flaw => problemOf(flaw, source))
  const problems = inOrder(
    [...declared.sheet.problems, ...flaws, ...sheet.problems].map(problem => maskProblem(problem, mask)),
  )
  if (problems.some(({ severity }) => severity === 'error')) return { ok: false, problems }
  const settle = settler({ source, root, scope, surroundings, safety: examined.safety })
  const plan = {
    ...toldPlan(examined.plan, vars, { mask, disguise }),
    ...(matrix && { cell: labelOf(cell) }),
  }
  const { reporters = [] } = surroundings.catalogue
  const told = {
    source: mask(redact ? hiddenSource(text, root, { ...redact, disguise: disguiseBy(seal, hidden) }) : text),
    plan,
    matrix,
    secrets: hidden,
    warnings: problems,
  }
  const foreseen = { addresses, ...late }
  return { ok: true, experiment: { ...examined, file, folder, reporters, ...told, foreseen, settle } }
}

/** A token is a secret also where it is written in the file, and where all others are shown: it is of this run alone. */
const hiddenBy = (
  disguise: Disguise | null,
  { gameDay }: Pick<Experiment, 'gameDay'>,
  named: readonly Secret[],
): readonly Secret[] => {
  const value = gameDay?.control.operatorToken ?? null
  const token = value === null ? [] : [named.find(one => one.value === value) ?? { name: 'operatorToken', value }]
  return disguise === null ? token : [...new Set([...named, ...token])]
}

/** For addresses that are not known yet, so that what is built of them can be checked. */
const standIns = (sheet: Sheet): ReadonlyMap<string, Address> => {
  const address = (id: string, port: number): Address => ({
    ...{ url: `${isTcp(sheet, id) ? 'tcp' : 'http'}://127.0.0.1:${port}`, host: '127.0.0.1', port },
  })
  return new Map(sheet.keysOf(['proxies']).map((id, at) => [id, address(id, 1 + at)]))
}

interface Settling {
  readonly source: Source
  readonly root: MapNode
  readonly scope: Scope
  readonly surroundings: Surroundings
  readonly safety: Safety
}

const settler =
  ({ source, root, scope, surroundings, safety }: Settling): Experiment['settle'] =>
  (listening): Settled => {
    const sheet = new Sheet(source, resolve(root, { ...scope, proxies: listening }, source.text).root)
    const { services, load, probes } = readLate(sheet, surroundings, safety)
    const problems = sheet.problems.filter(({ severity }) => severity === 'error')
    if (problems.length > 0) throw new UserError('the file does not fit the addresses of its proxies', { problems })
    return { services, load, probes: probes.specs }
  }

const adviseOnUnused = (sheet: Sheet, { vars, matrix }: Scope, { used }: Resolved): void => {
  const advise = (code: string, path: readonly string[], noun: string, reference: string) => {
    if (used.has(reference)) return
    const hints = [`use it as \${${reference}}`]
    const message = `${noun} "${path.at(-1)}" is not used`
    sheet.problems.push({
      code,
      severity: 'warning',
      place: sheet.place(path, 'key'),
      path: path.join('.'),
      message,
      hints,
    })
  }
  for (const name of vars.keys()) advise(CODES.unusedVariable, ['vars', name], 'variable', `vars.${name}`)
  for (const axis of matrix.keys()) advise(CODES.unusedAxis, ['matrix', 'axes', axis], 'axis', `matrix.${axis}`)
}

/** Cells that run at the same time cannot have the same port or lock. */
const refuseShared = (sheet: Sheet, { proxies, safety }: Pick<Experiment, 'proxies' | 'safety'>): void => {
  const refuse = (path: readonly string[], what: string) =>
    sheet.report({ code: CODES.matrix, path, message: `cells would share ${what}`, hints: ['say maxParallel: 1'] })
  for (const { id, listen } of proxies) if (listen.port !== 0) refuse(['proxies', id, 'listen'], `port ${listen.port}`)
  if (safety.lock !== null) refuse(['safety', 'lock'], `the lock ${safety.lock}`)
}
