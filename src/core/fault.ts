import * as v from 'valibot'
import type { Bound, BoundFault, Injection, Reach, Stage } from './bound-fault.js'
import type { Greeting, Hold, Watch } from './connection.js'
import { Drawn } from './drawn.js'
import type { Middleware, Protocol } from './exchange.js'
import type { Fallacy } from './fallacy.js'
import type { Json } from './json.js'
import { UserError } from './problem.js'
import { type Random, seeded } from './random.js'
import type { Tools } from './tools.js'

export { SCOPES, type Scope, type Tools } from './tools.js'

/** A fault as its author writes it: one file, one line in faults/index.ts. */
export interface Fault<Options, Dose extends Json> {
  /** YAML key; the file is its kebab-case, the export its camelCase. */
  readonly name: string
  readonly fallacy: Fallacy
  /** One sentence for help, docs and schema. */
  readonly summary: string
  /** What a client sees of it: errors and codes by which it is known. */
  readonly seen?: string
  /** What other tools have that is like it. */
  readonly peers?: string
  readonly protocols: readonly Protocol[]
  /** The most of a body that it holds, in bytes; without it one chunk, as it comes. */
  readonly holds?: number
  readonly options: v.GenericSchema<unknown, Options>
  /** Values of the YAML key, each valid. */
  readonly examples: readonly [Json, ...Json[]]
  /** Hosts that traffic is sent to: they are allowed by safety, or the file is refused. */
  hosts?(options: Options): readonly string[]
  /** Files that it reads: they are there when the file is loaded, or it is refused. */
  files?(options: Options): readonly string[]
  /** Where it sends traffic, as far as that is known: a proxy of the run is refused. */
  destinations?(options: Options): readonly URL[]
  stage(options: Options): Stage
  /** Why these options mean nothing on one of its protocols, and what would do; null or absent: they mean something. */
  unfit?(options: Options, protocol: Protocol): string | null
  /** What it acts on with these options; exchanges where it does not say. */
  reach?(options: Options): Reach
  /** It has certificates made: where a proxy shows the user's own, it cannot act. */
  readonly needsAuthority?: boolean
  /** Pure: decides. */
  draw(options: Options, random: Random): Dose
  /** The dose at a share (0 to 1) of its strength, for ramps of doses; null: with these options it has none. */
  grown?(dose: Dose, share: number): Dose | null
  /** With these options it acts on single messages, which can be its unit: it asks `tools.hits` for each. */
  messages?(options: Options): boolean
  /**
   * For how many ms these options hold an exchange back before it goes on, where that is all they do; it is asked in
   * place of `inject`. Its null: there was nothing to do, as it has said itself. Null or absent: they do more.
   */
  delay?(options: Options): ((dose: Dose, tools: Tools) => number | null) | null
  /**
   * Acts; the only part that waits or writes. One for each reach that it has. What takes its time asks `now` as it goes
   * on: the dose as strong as a ramp has made it by then, and that of the message which was hit last.
   */
  inject?(dose: Dose, tools: Tools, now: () => Dose): Middleware
  greet?(dose: Dose, tools: Tools): Greeting
  watch?(dose: Dose, tools: Tools): Watch
  hold?(dose: Dose, tools: Tools): Hold
}

/** A fault whose Options and Dose types are sealed in closures, so that a list of faults needs no cast. */
export interface SealedFault {
  readonly name: string
  readonly fallacy: Fallacy
  readonly summary: string
  /** Empty where nothing is said of it. */
  readonly seen: string
  readonly peers: string
  readonly protocols: readonly Protocol[]
  /** In bytes; 0: one chunk, as it comes. */
  readonly holds: number
  readonly options: v.GenericSchema
  readonly examples: readonly [Json, ...Json[]]
  /** What a preset is made of: faults with their options. */
  readonly parts?: readonly (readonly [fault: string, options: Json])[]
  /** Relative paths in the options start in `folder`. */
  bind(input: unknown, folder?: string): Bound<BoundFault>
}

/** Called with options as a file would write them, it binds the fault to them; throws a UserError that says what is wrong. */
export type CallableFault<Input> = SealedFault & ((options: Input) => BoundFault)

/** Seals a fault. Its options are typed by their schema: what goes in, and what `draw` gets. */
export const defineFault = <Schema extends v.GenericSchema, Dose extends Json>(
  fault: Fault<v.InferOutput<Schema>, Dose> & { readonly options: Schema },
): CallableFault<v.InferInput<Schema>> => {
  const bind = (input: unknown, folder = '.'): Bound<BoundFault> => {
    const parsed = v.safeParse(fault.options, input)
    if (!parsed.success) return { ok: false, issues: parsed.issues }
    const options = parsed.output
    const delay = fault.delay?.(options) ?? null
    const draw = (random: Random, share = 1): Injection => new Drawn({ fault, options, delay }, random, share)
    const { name, hosts = () => [], destinations = () => [], reach = () => 'exchange', needsAuthority } = fault
    const how = { stage: fault.stage(options), reach: reach(options), ...(needsAuthority && { needsAuthority }) }
    const [to, files] = [destinations(options), fault.files?.(options) ?? []]
    const where = {
      hosts: hosts(options),
      ...(to.length > 0 && { destinations: to }),
      ...(files.length > 0 && { files, folder }),
    }
    const grows = fault.grown !== undefined && fault.grown(fault.draw(options, seeded(0)), 1) !== null
    const can = {
      ...(grows && { grows }),
      ...(fault.messages?.(options) && { messages: true }),
      ...(delay !== null && { waits: true }),
    }
    return { ok: true, value: { name, ...how, ...where, ...can, ...fitOf(fault, options), draw } }
  }
  const bound = (options: v.InferInput<Schema>): BoundFault => {
    const found = bind(options)
    if (found.ok) return found.value
    throw new UserError(`${fault.name}: ${found.issues.map(issue => issue.message).join('; ')}`)
  }
  const { name, fallacy, summary, seen = '', peers = '', protocols, holds = 0, options, examples } = fault
  Object.defineProperty(bound, 'name', { value: name, enumerable: true })
  return Object.assign(bound, { fallacy, summary, seen, peers, protocols, holds, options, examples, bind })
}

const fitOf = <Options>(
  { protocols, unfit }: Pick<Fault<Options, Json>, 'protocols' | 'unfit'>,
  options: Options,
): Pick<BoundFault, 'protocols' | 'unfit'> => {
  const reasons = protocols.flatMap(protocol => {
    const why = unfit?.(options, protocol) ?? null
    return why === null ? [] : [[protocol, why] as const]
  })
  const unfitting = new Map(reasons)
  return { protocols: protocols.filter(protocol => !unfitting.has(protocol)), unfit: unfitting }
}
