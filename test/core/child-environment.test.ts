import { expect, test } from 'vitest'
import { basicEnvironment, serviceEnvironment } from '../../src/core/child-environment.js'

const environment = {
  ...{ PATH: '/bin', LC_ALL: 'C', DATABASE_URL: 'db', AWS_SECRET_ACCESS_KEY: 's', npm_command: 'start' },
  ...{ npm_config_registry: 'r', INIT_CWD: '/x', NODE_OPTIONS: '--no-warnings', EMPTY: undefined },
}

test('a command gets where programs are and the language, and no credentials', () => {
  expect(basicEnvironment(environment)).toEqual({ PATH: '/bin', LC_ALL: 'C' })
})

test('a service gets what the shell has, without what npm said', () => {
  expect(serviceEnvironment(environment)).toEqual({
    ...{ PATH: '/bin', LC_ALL: 'C', DATABASE_URL: 'db', AWS_SECRET_ACCESS_KEY: 's', NODE_OPTIONS: '--no-warnings' },
  })
})
