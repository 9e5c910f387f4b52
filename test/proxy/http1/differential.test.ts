import { expect, test } from 'vitest'
import { requestCorpus, replyCorpus } from './corpus.js'
import { compareReply, compareRequests } from './differential.js'

test('try', async () => {
  const rules = new Map<string, string[]>()
  for (const { rule, bytes } of requestCorpus) {
    const c = await compareRequests(bytes)
    if (c.wrong) console.log('WRONG', rule, JSON.stringify(bytes.slice(0, 300)), JSON.stringify(c).slice(0, 600))
    if (c.onlyOurs) rules.set(c.onlyOurs, [...(rules.get(c.onlyOurs) ?? []), JSON.stringify(bytes).slice(0, 120)])
  }
  console.log('REQ', rules)
  rules.clear()
  for (const method of ['GET', 'HEAD']) for (const { rule, bytes } of replyCorpus) {
    const c = await compareReply(bytes, method)
    if (c.wrong) console.log('WRONG', rule, JSON.stringify(bytes.slice(0, 300)), JSON.stringify(c).slice(0, 600))
    if (c.onlyOurs) rules.set(c.onlyOurs, [...(rules.get(c.onlyOurs) ?? []), JSON.stringify(bytes).slice(0, 120)])
  }
  console.log('REPLY', rules)
  expect(1).toBe(1)
})
