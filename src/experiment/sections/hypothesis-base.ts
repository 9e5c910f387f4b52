import type * as v from 'valibot'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import type { alwaysShape } from './hypothesis-shapes.js'
import { declaredPhases } from './phases.js'
import { checkName } from './targets.js'

export type Common = Pick<
  v.InferOutput<typeof alwaysShape>,
  'id' | 'title' | 'probe' | 'phases' | 'severity' | 'onInconclusive'
>

/** What all kinds have; what is wrong with it is reported. */
export const baseOf = (sheet: Sheet, path: Path, read: Common, gate: boolean | undefined) => {
  const { id, title, probe, severity, onInconclusive } = read
  const phases = declaredPhases(sheet)
  const names = phases.map(({ name }) => name)
  for (const [index, name] of (read.phases ?? []).entries())
    checkName(sheet, [...path, 'phases', index], name, { kind: 'phase', names })
  const hasBaseline = phases.some(({ kind }) => kind === 'baseline')
  if (gate && !hasBaseline)
    sheet.report({
      code: CODES.noPhase,
      path: [...path, 'gate'],
      message: 'a gate needs a baseline phase, and there is none',
    })
  const chosen = read.phases ?? phases.filter(({ kind }) => kind === 'inject').map(({ name }) => name)
  if (chosen.length === 0)
    sheet.report({ code: CODES.noPhase, path, message: `"${id}" is judged in no phase: name some with phases: […]` })
  const place = sheet.place(path)
  return { id, title: title ?? id, probe, phases: chosen, gate: gate ?? hasBaseline, severity, onInconclusive, place }
}
