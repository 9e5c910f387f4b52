import type { EventuallyHypothesis } from '../../core/plan.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Path } from '../yaml/tree.js'
import { selectedProbe } from './derived-probes.js'
import { baseOf } from './hypothesis-base.js'
import { eventuallyShape } from './hypothesis-shapes.js'
import { declaredPhases } from './phases.js'
import { checkName } from './targets.js'

/** What is started and then finished; null after reporting what is wrong. */
export const readEventually = (sheet: Sheet, path: Path): EventuallyHypothesis | null => {
  const read = sheet.read(eventuallyShape, path)
  if (read === null) return null
  const { start, finish, within, atLeast, maxDuplicates = null } = read
  const isStart = checkOne(sheet, [...path, 'start'], ['phase', 'probe', 'target'])
  const isFinish = checkOne(sheet, [...path, 'finish'], ['probe', 'target'])
  if (!isStart || !isFinish || !checkKeys(sheet, path)) return null
  const { phase } = start
  if (phase !== undefined)
    checkName(sheet, [...path, 'start', 'phase'], phase, {
      kind: 'phase',
      names: declaredPhases(sheet).map(one => one.name),
    })
  const probe = selectedProbe(sheet, [...path, phase === undefined ? 'start' : 'finish'])
  return {
    ...baseOf(sheet, path, { ...read, probe }, false),
    ...(phase !== undefined && { phases: [phase] }),
    kind: 'eventually',
    start: phase === undefined ? { probe, key: start.key ?? null } : { phase },
    finish: { probe: selectedProbe(sheet, [...path, 'finish']), key: finish.key ?? null },
    ...{ withinMs: within, atLeast, maxDuplicates },
  }
}

const checkOne = (sheet: Sheet, path: Path, names: readonly string[]): boolean => {
  const given = names.filter(name => sheet.has([...path, name]))
  if (given.length === 1) return true
  const found = given.length === 0 ? 'none' : given.join(' and ')
  sheet.report({
    code: CODES.notExactlyOne,
    path,
    message: `expected exactly one of ${names.join(', ')}, found ${found}`,
  })
  return false
}

/** Both ends have a key, or neither; duplicates need one. */
const checkKeys = (sheet: Sheet, path: Path): boolean => {
  const [start, finish] = [sheet.has([...path, 'start', 'key']), sheet.has([...path, 'finish', 'key'])]
  const refuse = (at: string, message: string): boolean => {
    sheet.report({ code: CODES.wrong, path: [...path, at], message })
    return false
  }
  if (sheet.has([...path, 'start', 'phase']) && (start || finish))
    return refuse(start ? 'start' : 'finish', 'a phase has no key: its start is one event')
  if (start !== finish)
    return refuse(start ? 'finish' : 'start', 'expected a key here too: it is compared with the other')
  return start || !sheet.has([...path, 'maxDuplicates']) || refuse('maxDuplicates', '"maxDuplicates" needs keys')
}
