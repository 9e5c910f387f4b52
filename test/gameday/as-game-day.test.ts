import { expect, test } from 'vitest'
import { asGameDay, withPeople } from '../../src/gameday/as-game-day.js'
import { changed, loaded, MINIMAL } from '../support/load-text.js'

const file = (gameday: string) => loaded(`${MINIMAL}gameday: ${gameday}\n`)

test('a game day must say what people should do', async () => {
  expect(() => asGameDay({ ...bare, gameDay: null })).toThrow('has no gameday')
  const silent = await file('{checklist: [tea]}')
  expect(() => asGameDay(silent)).toThrow('write what people should do')
  expect(withPeople(silent).plan.gameDay?.checklist).toEqual(['tea'])
})

const bare = await loaded(MINIMAL)

test('the first phase with faults waits for a person, and a run without people is as it was', async () => {
  const gates = ({ plan }: typeof bare) => plan.phases.map(({ gate }) => gate)
  const experiment = await file('{expectedResponse: page us}')
  expect(gates(asGameDay(experiment))).toEqual([undefined, 'manual', undefined])
  expect([gates(experiment), experiment.plan.gameDay]).toEqual([[undefined, undefined, undefined], undefined])
  expect(withPeople(bare).plan.gameDay).toMatchObject({ predictions: 'optional', checklist: [] })
})

test('a token in the file is a secret', async () => {
  const text = '{control: {operatorToken: correct-horse-battery}}'
  const { source, secrets } = await file(text)
  expect(source).toContain(changed(text, 'correct-horse-battery', '"‹secret:operatorToken›"'))
  expect(secrets).toEqual([{ name: 'operatorToken', value: 'correct-horse-battery' }])
})
