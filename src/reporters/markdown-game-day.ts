import type { Report } from '../core/report.js'
import { gameDayOf, outcomeOf, responseOf, rolesOf, scoreOf } from './game-day.js'
import { plain } from './markdown-inert.js'
import { clockTime } from './show.js'

const MOST = 50

/** What people foresaw, saw and did; empty of a run that nobody took part in. */
export const gameDayPart = (report: Report): string => {
  const found = gameDayOf(report)
  if (found === null) return ''
  const { plan, day } = found
  const who = rolesOf(plan)
  return [
    '### Game day',
    '',
    ...(who === '' ? [] : [`- ${plain(who)}`]),
    ...responseOf(plan, day).map(([name, text]) => `- ${name}: ${plain(text)}`),
    ...day.predictions
      .slice(0, MOST)
      .map(
        one => `- predicted by ${plain(one.by)}, ${scoreOf(one)}: ${plain(one.expected.map(outcomeOf).join(' · '))}`,
      ),
    ...day.notes
      .slice(0, MOST)
      .map(
        ({ t, by, kind, text }) =>
          `- ${clockTime(t)} ${kind === 'note' ? '' : `${kind}: `}${plain(text)} (${plain(by)})`,
      ),
  ].join('\n')
}
