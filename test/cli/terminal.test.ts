import { expect, test } from 'vitest'
import { startFolder } from '../../src/cli/terminal.js'

test.each([
  ['npm start', { npm_command: 'start', INIT_CWD: '/user' }, '/user'],
  ['npm run', { npm_command: 'run', INIT_CWD: '/user' }, '/user'],
  ['npm run-script', { npm_command: 'run-script', INIT_CWD: '/user' }, '/user'],
  ['npx, which keeps the folder', { npm_command: 'exec', INIT_CWD: '/user' }, '/package'],
  ['no npm at all', { INIT_CWD: '/user' }, '/package'],
])('under %s paths start from the folder of the user', (_, env, expected) => {
  expect(startFolder(env, '/package')).toBe(expected)
})
