import * as v from 'valibot'
import type { GameDayPlan } from '../../core/game-day.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { GameDaySpec } from '../game-day.js'
import { isLoopback } from '../hosts.js'
import type { Path } from '../yaml/tree.js'
import { listenAt } from './proxy-shapes.js'
import { doc } from './shapes.js'
import { checkUnique } from './targets.js'

const text = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'expected some words'),
  v.maxLength(2_000, 'expected at most 2,000 characters'),
)
const MIN_TOKEN = 16
const token = v.pipe(
  v.string(),
  v.minLength(MIN_TOKEN, `expected at least ${MIN_TOKEN} characters, found fewer`),
  v.regex(/^[\x21-\x7e]+$/, 'expected visible ASCII without spaces'),
)

const roles = v.strictObject({
  coordinator: doc(v.optional(text), 'Who speaks to the teams and the users.'),
  reporter: doc(v.optional(text), 'Who writes down what happens.'),
  observers: doc(v.optional(v.array(text), []), 'Who watches.'),
})

const control = v.strictObject({
  listen: doc(v.optional(listenAt), 'Where the page and its API answer, on this machine; a free port by default.'),
  operatorToken: doc(v.optional(token), 'What an operator proves to be one with; drawn for each run by default.'),
})

export const gamedayShape = v.strictObject({
  facilitator: doc(v.optional(text), 'Who leads it.'),
  roles: doc(v.optional(roles, {}), 'Who does what.'),
  expectedResponse: doc(v.optional(text), 'What people should do; `fallacy gameday` needs it.'),
  predictions: doc(
    v.optional(v.picklist(['required', 'optional', 'off']), 'optional'),
    'Whether people say before the first fault which hypotheses will hold.',
  ),
  blind: doc(v.optional(v.boolean(), false), 'Observers are not told which faults there are.'),
  checklist: doc(v.optional(v.array(text), []), 'What must be ticked before the first fault.'),
  control: doc(v.optional(control, {}), 'The page and the API of the game day.'),
})

/** What the file says of a game day; null where it says nothing. */
export const readGameDay = (sheet: Sheet): GameDaySpec | null => {
  const read = sheet.has(['gameday']) ? sheet.read(gamedayShape, ['gameday']) : null
  if (read === null) return null
  const { facilitator = null, roles, expectedResponse = null, control, ...same } = read
  const items = new Map<string, Path>()
  for (const [at, item] of same.checklist.entries()) checkUnique(sheet, ['gameday', 'checklist', at], item, items)
  const listen = control.listen ?? { host: '127.0.0.1', port: 0 }
  if (!isLoopback(listen.host)) refuseAway(sheet, listen.host)
  const { coordinator = null, reporter = null, observers } = roles
  const plan: GameDayPlan = { facilitator, roles: { coordinator, reporter, observers }, expectedResponse, ...same }
  return { plan, control: { listen, operatorToken: control.operatorToken ?? null } }
}

const refuseAway = (sheet: Sheet, host: string): void =>
  sheet.report({
    code: CODES.listen,
    path: ['gameday', 'control', 'listen'],
    message: `the control port answers this machine only, and ${host} is none of its own addresses`,
    hints: ['expected 127.0.0.1, [::1] or localhost', 'from elsewhere: ssh -L PORT:127.0.0.1:PORT this-machine'],
  })
