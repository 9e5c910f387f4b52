import { expect, test } from 'vitest'
import { trusting, untrusting } from '../../src/cli/trust.js'

test.each(['linux', 'darwin', 'win32'] as const)(
  "on %s only what is the user's own is changed, and can be changed back",
  platform => {
    const commands = [trusting('/ca.pem', '/home/me', platform), untrusting('fallacy CA 1', '/home/me', platform)]
    for (const plan of commands) {
      const text = plan?.command.join(' ') ?? ''
      expect(text).toMatch(/\/home\/me\/|-user /)
      expect(text).not.toMatch(/sudo|System\.keychain|\/usr\/|\/etc\//)
    }
  },
)

test('elsewhere it is not known how', () => {
  expect([trusting('/ca.pem', '/', 'aix'), untrusting('x', '/', 'aix')]).toEqual([null, null])
})
