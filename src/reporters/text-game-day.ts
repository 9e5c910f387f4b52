import { clip, inert } from '../core/inert.js'
import type { Report } from '../core/report.js'
import { gameDayOf, responseOf, scoreOf } from './game-day.js'

const MOST_PEOPLE = 3

/** A game day in a few lines: how fast people were, and who foresaw it. */
export const gameDayLines = (report: Report, width: number): readonly string[] => {
  const found = gameDayOf(report)
  if (found === null) return []
  const { predictions, notes } = found.day
  const more = predictions.length - MOST_PEOPLE
  const foreseen = predictions.slice(0, MOST_PEOPLE).map(one => `${one.by} ${scoreOf(one)}`)
  const told: readonly (readonly [string, string])[] = [
    ...responseOf(found.plan, found.day),
    ...(foreseen.length === 0
      ? []
      : [['predicted', [...foreseen, ...(more > 0 ? [`${more} more`] : [])].join(', ')] as const]),
    ...(notes.length === 0 ? [] : [['notes', `${notes.length} in the report`] as const]),
  ]
  return [...told.map(([name, text]) => `  ${name.padEnd(10)} ${clip(inert(text), width - 13)}`), '']
}
