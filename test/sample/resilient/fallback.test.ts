import { expect, test } from 'vitest'
import { lastKnown } from '../../../src/sample/resilient/fallback.js'

test('the last good answer is given again while there is no new one', async () => {
  const answers: (string | null)[] = ['old', null, null, 'new']
  const ask = lastKnown(async () => {
    const answer = answers.shift()
    if (answer === null || answer === undefined) throw new Error('down')
    return answer
  })
  expect([await ask(), await ask(), await ask(), await ask(), await ask()]).toEqual(['old', 'old', 'old', 'new', 'new'])
})

test('without any good answer so far the failure is told', async () => {
  const ask = lastKnown(async () => {
    throw new Error('down')
  })
  await expect(ask()).rejects.toThrow('down')
})
