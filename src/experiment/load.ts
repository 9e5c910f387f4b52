import type { Plan } from '../core/plan.js'
import { type Problem, UserError } from '../core/problem.js'
import { CATALOGUE, type Catalogue } from './catalogue.js'
import { Sheet } from './check/sheet.js'
import { CODES } from './codes.js'
import { examine, readLate, type Surroundings } from './examine.js'
import type { Address, Experiment, Safety, Secret, Settled } from './experiment.js'
import { type Mask, maskJson, maskOf, maskProblem } from './mask.js'
import { inOrder, problemOf } from './problems.js'
import { type Resolved, resolve } from './reference/resolve.js'
import type { Scope } from './reference/scope.js'
import { readSecrets } from './sections/secrets.js'
import { isTcp } from './sections/tcp.js'
import { readUse } from './sections/use.js'
import { readVars } from './sections/vars.js'
import { parseYaml } from './yaml/parse.js'
import type { Source } from './yaml/source.js'
import type { MapNode } from './yaml/tree.js'

export interface LoadInput {
  /** The name to show. */
  readonly file: string
  /** As text, or as bytes that are to be UTF-8. */
  readonly text: string | Uint8Array
  /** The folder relative paths start from. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Values of variables from the command line. */
  readonly vars: Readonly<Record<string, string>>
  /** Hosts that the user declares to be theirs. */
  readonly ownHosts: readonly string[]
  readonly freePorts: (count: number) => Promise<readonly number[]>
  /** The plug-ins of this package by default. */
  readonly catalogue?: Catalogue
  /** The modules of the file's `use` may be loaded, which runs them. */
  readonly allowPlugins?: boolean
}

export type Loaded =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Checks a file as far as it can be known before anything listens, and starts nothing. All problems are told at once. */
export const loadExperiment = async (input: LoadInput): Promise<Loaded> => {
  const parsed = parseYaml(input.file, input.text)
  if (!parsed.ok) return { ok: false, problems: inOrder(parsed.problems) }
  const { source, root } = parsed
  const declared = new Sheet(source, root)
  const { folder, allowPlugins: allowed = false } = input
  const catalogue = await readUse(declared, input.catalogue ?? CATALOGUE, { folder, allowed })
  if (catalogue === null) return { ok: false, problems: inOrder(declared.problems) }
  const vars = await readVars(declared, { env: input.env, overrides: input.vars, freePorts: input.freePorts })
  const secrets = await readSecrets(declared, input)
  const scope: Scope = { vars, secrets, env: input.env, proxies: placeholders(declared) }
  const resolved = resolve(root, scope, source.text)
  const sheet = new Sheet(source, resolved.root)
  const surroundings = { folder, ownHosts: input.ownHosts, catalogue }
  const examined = examine(sheet, surroundings)
  adviseOnVariables(sheet, vars.keys(), resolved)

  const known = [...secrets].flatMap(([name, value]): Secret[] => (value === undefined ? [] : [{ name, value }]))
  const mask = maskOf(known)
  const flaws = resolved.flaws.map(flaw => problemOf(flaw, source))
  const problems = inOrder(
    [...declared.problems, ...flaws, ...sheet.problems].map(problem => maskProblem(problem, mask)),
  )
  if (problems.some(({ severity }) => severity === 'error')) return { ok: false, problems }
  const settle = settler({ source, root, scope, surroundings, safety: examined.safety })
  const { file } = input
  const { reporters = [] } = catalogue
  const plan = maskPlan(examined.plan, mask)
  const told = { source: mask(source.text), plan, secrets: known, warnings: problems }
  return { ok: true, experiment: { ...examined, file, folder, reporters, ...told, settle } }
}

/** The plan is what a run tells; the rules keep the real values. */
const maskPlan = (plan: Plan, mask: Mask): Plan => ({
  ...plan,
  faults: plan.faults.map(fault => ({ ...fault, options: maskJson(fault.options, mask) })),
})

/** Stands for addresses that are not known yet, so that what is built of them can be checked. */
const placeholders = (sheet: Sheet): ReadonlyMap<string, Address> => {
  const address = (id: string): Address => ({
    ...{ url: `${isTcp(sheet, id) ? 'tcp' : 'http'}://127.0.0.1:1`, host: '127.0.0.1', port: 1 },
  })
  return new Map(sheet.keysOf(['proxies']).map(id => [id, address(id)]))
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

const adviseOnVariables = (sheet: Sheet, declared: Iterable<string>, { used }: Resolved): void => {
  for (const name of [...declared].filter(name => !used.has(name)))
    sheet.report({
      code: CODES.unusedVariable,
      severity: 'warning',
      path: ['vars', name],
      on: 'key',
      message: `variable "${name}" is not used`,
      hints: [`use it as \${vars.${name}}`],
    })
}
