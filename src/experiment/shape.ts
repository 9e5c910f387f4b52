import * as v from 'valibot'
import type { Catalogue } from './catalogue.js'
import { abortShape } from './sections/abort.js'
import { cohortsShape } from './sections/cohorts.js'
import { faultShapeOf } from './sections/faults.js'
import { gamedayShape } from './sections/gameday.js'
import { headerEntries } from './sections/header.js'
import { hooksShape } from './sections/hooks.js'
import { alwaysShape, eventuallyShape, recoveryShape, sloShape } from './sections/hypothesis-shapes.js'
import { loadShape } from './sections/load.js'
import { matrixShape } from './sections/matrix.js'
import { phaseShape } from './sections/phase-shape.js'
import { every } from './sections/probes.js'
import { proxyShape } from './sections/proxies.js'
import { reportShapeOf } from './sections/report.js'
import { safetyShape } from './sections/safety.js'
import { secretShape } from './sections/secrets.js'
import { serviceShape } from './sections/services.js'
import { doc } from './sections/shapes.js'
import { useShape } from './sections/use.js'
import { variableShape } from './sections/vars.js'

export { wholeCatalogue } from './catalogue.js'

const mapOf = (shape: v.GenericSchema, description: string) => v.optional(doc(v.record(v.string(), shape), description))
const listOf = (shape: v.GenericSchema, description: string) => v.optional(doc(v.array(shape), description))

/** The whole file as one shape, for the JSON Schema; loading reads it section by section. Probes are `probeShape`. */
export const experimentShapeOf = ({ faults, formats }: Catalogue) =>
  v.strictObject({
    $schema: v.optional(doc(v.string(), 'The JSON Schema, for editors.')),
    ...headerEntries,
    use: v.optional(
      doc(useShape, 'Modules with faults, probes and reporters of your own: paths from this file, or packages.'),
    ),
    vars: mapOf(variableShape, 'Values used as ${vars.x}, set by the environment or --var.'),
    secrets: mapOf(secretShape, 'Values used as ${secrets.x} and masked in every output.'),
    services: mapOf(serviceShape, 'Programs that are started, waited for, supervised and stopped.'),
    proxies: mapOf(proxyShape, 'Where faults meet traffic, by id.'),
    cohorts: v.optional(
      doc(cohortsShape, 'Splits the traffic, so that faults hit one part and the other is the control.'),
    ),
    faults: mapOf(faultShapeOf(faults), 'What goes wrong, by id: a target, how much of it, and one fault.'),
    phases: listOf(phaseShape, 'What happens when; baseline, inject with all faults, and recover by default.'),
    load: mapOf(loadShape, 'Traffic of our own, by id, where there is no real traffic.'),
    probes: mapOf(v.unknown(), 'What watches the system, by id.'),
    hypotheses: listOf(v.union([sloShape, alwaysShape, eventuallyShape, recoveryShape]), 'What must stay true.'),
    abort: listOf(abortShape, 'What ends the run at once.'),
    safety: v.optional(doc(safetyShape, 'What the run may touch, and for how long.')),
    matrix: v.optional(doc(matrixShape, 'One run for each combination of values.')),
    hooks: v.optional(doc(hooksShape, 'Programs that are run before and after everything else.')),
    report: v.optional(doc(reportShapeOf(formats), 'What is written, and what it may show.')),
    gameday: v.optional(doc(gamedayShape, 'How people take part: `fallacy gameday` and `run --interactive`.')),
  })

/** What an active probe has besides its own options. */
export const probeRhythm = doc(v.optional(every, '1s'), 'How often it looks.')
