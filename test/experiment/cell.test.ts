import { expect, test } from 'vitest'
import { loaded, MINIMAL } from '../support/load-text.js'
import { disguise, seal } from '../support/redaction.js'

test('a plan has the values of the variables, but of those that are called like a secret', async () => {
  const vars = 'vars:\n  rps: {default: 20}\n  shop: {default: fast}\n  apiToken: {default: abc}\n'
  const used = 'title: "${vars.rps} ${vars.shop} ${vars.apiToken}"\n'
  const { plan } = await loaded(`${MINIMAL}\n${vars}${used}`, { seal })
  expect(plan.vars).toEqual({ rps: 20, shop: 'fast', apiToken: disguise('abc') })
  expect((await loaded(MINIMAL)).plan).not.toHaveProperty('vars')
})
