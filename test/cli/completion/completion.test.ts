import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { completionScript } from '../../../src/cli/completion/completion.js'
import { createProgram } from '../../../src/cli/program.js'
import { fakeTerminal } from '../../support/fake-terminal.js'
import { need } from '../../support/need.js'
import { runProgram } from '../../support/run-program.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const program = createProgram(fakeTerminal())

/** What bash offers at the end of a line. */
const offered = async (...words: readonly string[]): Promise<readonly string[]> => {
  const line = words.map(word => `'${word}'`).join(' ')
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _fallacy; echo "\${COMPREPLY[@]}"`
  const { stdout: out, stderr: err } = await runProgram(['bash', '-c', `${completionScript('bash', program)}\n${ask}`])
  expect(err).toBe('')
  return out.trim().split(' ')
}

test('bash completes commands, options, their values, and names of what there is', async context => {
  need(context, 'bash')
  expect(await offered('fallacy', 'va')).toEqual(['validate'])
  expect(await offered('fallacy', 'run', '--se')).toEqual(['--seed'])
  expect(await offered('fallacy', 'validate', '--format', '')).toEqual(['text', 'json', 'github'])
  expect(await offered('fallacy', 'faults', 'lat')).toEqual(['latency'])
  expect(await offered('fallacy', 'explain', 'exit')).toEqual(['exit-codes'])
  expect(await offered('fallacy', 'run', 'exp')).toEqual([''])
})

test.each(['zsh', 'fish'] as const)('%s takes its script without an error', async shell => {
  const script = completionScript(shell, program)
  await using folder = temporaryFolder()
  writeFileSync(folder.at('script'), script)
  const installed = (await runProgram(['sh', '-c', `command -v ${shell} || true`])).stdout !== ''
  if (installed) expect(await runProgram([shell, '-n', folder.at('script')])).toMatchObject({ code: 0, stderr: '' })
  for (const { options } of program.commands)
    for (const { long } of options) expect(script).toContain(shell === 'fish' ? `-l ${long?.slice(2)} ` : `'${long}[`)
})
