import type { Problem } from '../core/problem.js'
import { disguiseBy } from '../core/redaction.js'
import { drawSeal, type Seal } from '../core/seal.js'
import { type Catalogue, catalogueFor } from './catalogue.js'
import { type Declared, type LoadedCell, loadCell } from './cell.js'
import { Sheet } from './check/sheet.js'
import { CODES } from './codes.js'
import { readDocument } from './document.js'
import type { Experiment } from './experiment.js'
import { inOrder } from './problems.js'
import { readMatrix } from './sections/matrix.js'
import { known, readSecrets } from './sections/secrets.js'
import { readUse } from './sections/use.js'
import { readVars } from './sections/vars.js'

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
  /** Addresses beyond loopback that proxies may listen at; none by default. */
  readonly listen?: readonly string[]
  /** Networks whose clients may connect to them; both are in their one spelling. */
  readonly allowClients?: readonly string[]
  readonly freePorts: (count: number) => Promise<readonly number[]>
  /** The plug-ins of this package by default. */
  readonly catalogue?: Catalogue
  /** The modules of the file's `use` may be loaded, which runs them. */
  readonly allowPlugins?: boolean
  /** The file may name programs, which a run starts. */
  readonly allowCommands?: boolean
  /** The most cells that a matrix may have; 64 by default. */
  readonly maxCells?: number
  /** By what outputs tell what they hide; drawn for this file by default. */
  readonly seal?: Seal
  /** Nothing is hidden of what the system and its users keep secret, because a person asks for that. */
  readonly showSecrets?: boolean
}

export type Loaded = LoadedCell

/** Every cell of a file, or every problem, with the texts of the file and its imports. */
export type LoadedAll = { readonly texts: ReadonlyMap<string, string> } & (
  | { readonly ok: true; readonly experiments: readonly Experiment[]; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }
)

const MAX_CELLS = 64

/**
 * Checks a file as far as it can be known before anything listens, and starts nothing. All problems are told at once.
 * One without a matrix is one experiment, else there is one for each cell.
 */
export const loadExperiments = async (input: LoadInput): Promise<LoadedAll> => {
  const { file, folder, env, ownHosts, allowPlugins: allowed = false, allowCommands = false } = input
  const exposure = { listen: input.listen ?? [], clients: input.allowClients ?? [] }
  const { source, root, problems, texts } = readDocument(file, input.text, folder)
  if (root === null) return { ok: false, problems: inOrder(problems), texts }
  const sheet = new Sheet(source, root)
  const catalogue = await readUse(sheet, input.catalogue ?? (await catalogueFor(sheet)), { folder, allowed })
  if (catalogue === null) return { ok: false, problems: inOrder(sheet.problems), texts }
  const seal = input.seal ?? drawSeal()
  const secrets = await readSecrets(sheet, input)
  const disguise = input.showSecrets ? null : disguiseBy(seal, known(secrets))
  const declared: Declared = {
    ...{ file, folder, source, root, sheet, env, text: texts.get(file) ?? '' },
    matrix: readMatrix(sheet, input.maxCells ?? MAX_CELLS),
    secrets,
    surroundings: { folder, ownHosts, exposure, catalogue, allowCommands, seal, disguise },
  }
  const cells: LoadedCell[] = []
  for (const cell of declared.matrix?.cells ?? [new Map()]) {
    const vars = await readVars(sheet, { env, overrides: input.vars, freePorts: input.freePorts })
    cells.push(loadCell(declared, vars, cell))
  }
  const told = inOrder(cells.flatMap(cell => (cell.ok ? cell.experiment.warnings : cell.problems)))
  const experiments = cells.flatMap(cell => (cell.ok ? [cell.experiment] : []))
  if (experiments.length < cells.length) return { ok: false, problems: told, texts }
  return { ok: true, experiments, warnings: told, texts }
}

/** As `loadExperiments`, for a file that is one experiment: a matrix of several cells is a problem here. */
export const loadExperiment = async (input: LoadInput): Promise<Loaded> => {
  const loaded = await loadExperiments(input)
  if (!loaded.ok) return loaded
  const [experiment, ...others] = loaded.experiments
  if (experiment !== undefined && others.length === 0) return { ok: true, experiment }
  const message = `expected one experiment, found a matrix of ${loaded.experiments.length}`
  return { ok: false, problems: [{ code: CODES.matrix, severity: 'error', message, path: 'matrix' }] }
}
