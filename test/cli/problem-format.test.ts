import { expect, test } from 'vitest'
import type { LoadedFiles } from '../../src/cli/load.js'
import { showProblems } from '../../src/cli/problem-format.js'
import { fakeTerminal } from '../support/fake-terminal.js'

const loaded: LoadedFiles = {
  experiments: [],
  problems: [
    {
      code: 'E104',
      severity: 'error',
      message: 'found 100%, a: b',
      place: { file: 'x.yaml', line: 1, column: 1, length: 3 },
      path: 'faults.slow',
      hints: ['try this'],
    },
  ],
  failed: true,
  sources: new Map([['x.yaml', 'bad: 1\n']]),
}

test('as text it is frames', async () => {
  expect(await showProblems('text', loaded, fakeTerminal())).toContain('   1 | bad: 1\n     | ^^^\n')
})

test('as JSON it is one document with places of both ends', async () => {
  expect(JSON.parse(await showProblems('json', loaded, fakeTerminal()))).toEqual({
    ok: false,
    files: ['x.yaml'],
    problems: [
      {
        code: 'E104',
        severity: 'error',
        message: 'found 100%, a: b',
        file: 'x.yaml',
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 4,
        path: 'faults.slow',
        hints: ['try this'],
      },
    ],
  })
})

test('for GitHub it is a workflow command, escaped, with the path from the workspace', async () => {
  const terminal = fakeTerminal({ folder: '/home/me/repo/sub,dir', env: { GITHUB_WORKSPACE: '/home/me/repo' } })
  expect(await showProblems('github', loaded, terminal)).toBe(
    '::error file=sub%2Cdir/x.yaml,line=1,col=1,title=E104::found 100%25, a: b\n',
  )
})
