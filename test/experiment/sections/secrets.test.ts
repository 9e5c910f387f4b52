import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loaded, MINIMAL, problemsOf } from '../../support/load-text.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fallacy-secrets-'))
  await writeFile(join(folder, 'token'), 'from-file\n')
  await writeFile(join(folder, 'empty'), '\n')
})
afterAll(() => rm(folder, { recursive: true }))

const withSecret = (declaration: string): string => `${MINIMAL}secrets: {token: ${declaration}}\n`

test('a secret comes from the environment or from a file beside the experiment', async () => {
  expect((await loaded(withSecret('{env: TOKEN}'), { env: { TOKEN: 'abc' } })).secrets).toEqual([
    { name: 'token', value: 'abc' },
  ])
  expect((await loaded(withSecret('{file: ./token}'), { folder })).secrets).toEqual([
    { name: 'token', value: 'from-file' },
  ])
})

test.each([
  ['{env: TOKEN}', 'E207 15:24 TOKEN is not set, and secret "token" needs it'],
  ['{file: nowhere}', 'E207 15:25 the file nowhere of secret "token" cannot be read'],
  ['{file: empty}', 'E207 15:25 the file empty of secret "token" is empty'],
  ['{}', 'E122 15:18 expected exactly one of env, file'],
  ['{env: A, file: token}', 'E122 15:18 expected exactly one of env, file'],
  ['{file: token, default: abc}', 'E103 15:32 a secret cannot have a default in the file'],
])('%s is refused', async (declaration, problem) => {
  expect(await problemsOf(withSecret(declaration), { folder, env: { TOKEN: '' } })).toEqual([problem])
})

test('an environment variable that is only inherited is not set', async () => {
  expect(await problemsOf(withSecret('{env: toString}'))).toHaveLength(1)
})
