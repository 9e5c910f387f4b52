import type * as v from 'valibot'
import { AMPLIFICATION } from '../../core/measure.js'
import type { Limit, Versus } from '../../core/plan.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { selectedProbe } from './derived-probes.js'
import type { sloShape } from './hypothesis-shapes.js'
import { readLimit, readMeasure } from './limits.js'
import type { Probes } from './probes.js'
import { readVersus } from './versus.js'

interface SloLimit {
  readonly measure: string
  readonly limit: Limit
  readonly versus?: Versus
}

interface Around {
  readonly id: string
  readonly name: string
  readonly folder: string
  readonly phases: readonly string[]
  readonly probes: Probes
}

/** A limit, or a comparison with its limit; an amplification is a comparison of counts. Null after reporting what is wrong. */
export const readSloLimit = (
  sheet: Sheet,
  path: Path,
  read: v.InferOutput<typeof sloShape>,
  around: Around,
): SloLimit | null => {
  checkPer(sheet, path, read)
  if (read.versus === undefined) {
    const measured = readLimit(sheet, path, read, around.probes)
    if (measured?.measure !== AMPLIFICATION) return measured
    return {
      ...measured,
      versus: { by: 'ratio', to: { kind: 'probe', probe: selectedProbe(sheet, [...path, 'per']) } },
    }
  }
  const measure = readMeasure(sheet, path, read, around.probes)
  const others = (['max', 'min', 'equals'] as const).filter(op => read[op] !== undefined)
  const message = `expected exactly one of max, min, equals, versus, found ${[...others, 'versus'].join(' and ')}`
  if (others.length > 0) sheet.report({ code: CODES.notExactlyOne, path, message })
  const compared = measure && readVersus(sheet, [...path, 'versus'], read.versus, { ...around, measure })
  return measure && compared && { measure: measure.name, ...compared }
}

const checkPer = (sheet: Sheet, path: Path, { measure, per, versus }: v.InferOutput<typeof sloShape>): void => {
  const isAmplified = measure === AMPLIFICATION
  if (isAmplified && versus !== undefined)
    sheet.report({
      code: CODES.wrong,
      path: [...path, 'versus'],
      message: `${AMPLIFICATION} is a comparison by itself`,
    })
  if (!isAmplified && per !== undefined)
    sheet.report({ code: CODES.wrong, path: [...path, 'per'], message: `"per" belongs to ${AMPLIFICATION} only` })
}
