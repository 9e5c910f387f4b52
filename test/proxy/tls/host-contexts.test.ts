import { expect, test } from 'vitest'
import { openAuthority } from '../../../src/proxy/tls/authority.js'
import { hostContexts } from '../../../src/proxy/tls/host-contexts.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const DAY_MS = 86_400_000

test('a host has one context until its certificate ends, and as many hosts are remembered as may be', async () => {
  await using folder = temporaryFolder()
  let today = new Date('2026-03-01T00:00:00Z').getTime()
  const now = () => new Date(today)
  const { mint } = await openAuthority({ folder: folder.at('ca'), now })
  const contextFor = hostContexts(mint, now, 3)
  const first = contextFor('a.test')
  expect(contextFor('a.test')).toBe(first)
  today += 30 * DAY_MS - 1_000
  const second = contextFor('a.test')
  expect(second).not.toBe(first)
  contextFor('b.test')
  contextFor('c.test')
  expect(contextFor('a.test')).toBe(second)
  for (const host of ['d.test', 'e.test', 'f.test']) contextFor(host)
  expect(contextFor('a.test')).not.toBe(second)
})
