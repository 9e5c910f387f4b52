import { clip, inert } from '../core/inert.js'
import { showDuration } from '../core/units.js'
import type { Desk } from '../gameday/desk.js'
import { clockTime } from '../reporters/show.js'

const WIDTH = 160
const row = (name: string, text: string): string => `    ${name.padEnd(10)} ${clip(inert(text), WIDTH)}`

/** What a terminal shows those who take part: what waits and why, what was expected, what they can do; `now` in ms. */
export const peopleRows = (desk: Desk, now: number, typed: string): readonly string[] => {
  const waiting = desk.waiting()
  return [
    ...(waiting === null ? [] : gateRows(desk, waiting, now)),
    ...agreedRows(desk),
    `    ${waiting === null ? 'n TEXT note · d detected · m mitigated · h halt' : waysOf(desk, waiting)}`,
    `    > ${inert(typed)}█`,
  ]
}

const waysOf = ({ plan: { gameDay } }: Desk, phase: string): string =>
  [
    `Enter starts ${phase}`,
    ...(gameDay?.checklist.length ? ['t ticks the next'] : []),
    ...(gameDay !== undefined && gameDay.predictions !== 'off' ? ['p NAME p f - predicts'] : []),
    ...['n TEXT note', 'a ends the run'],
  ].join(' · ')

const gateRows = (desk: Desk, phase: string, now: number): readonly string[] => {
  const since = desk.said().gates.at(-1)?.fromMs ?? now
  const { gameDay, hypotheses } = desk.plan
  const { ticked } = desk.said()
  return [
    `${phase} waits for you  ${clockTime(Math.max(0, now - since))}`,
    ...(gameDay?.checklist ?? []).slice(0, 8).map(item => row('', `${ticked.has(item) ? '✔' : '○'} ${item}`)),
    ...(gameDay === undefined || gameDay.predictions === 'off'
      ? []
      : hypotheses.slice(0, 6).map(({ id, title }, at) => row(`${at + 1} ${id}`, title))),
    ...desk
      .missing()
      .slice(0, 1)
      .map(why => row('first', why)),
  ]
}

const agreedRows = ({ plan: { gameDay }, said }: Desk): readonly string[] => {
  const predictions = [...said().predictions.values()]
  const { detectedMs } = { detectedMs: said().notes.find(({ kind }) => kind === 'detected')?.t }
  const fault = said().firstFaultMs
  return [
    ...predictions.slice(0, 4).map(({ by, expects }) => row('predicted', `${by}: ${predicted(expects)}`)),
    ...(gameDay?.expectedResponse ? [row('expected', gameDay.expectedResponse)] : []),
    ...(detectedMs === undefined || fault === null
      ? []
      : [row('detected', `after ${showDuration(detectedMs - fault)}`)]),
  ]
}

/** `usable pass, no-errors fail`. */
export const predicted = (expects: Readonly<Record<string, string>>): string =>
  Object.entries(expects)
    .map(pair => pair.join(' '))
    .join(', ')
