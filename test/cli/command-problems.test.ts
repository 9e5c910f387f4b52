import { expect, test } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.js'
import { fakeTerminal } from '../support/fake-terminal.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** Command lines that are wrong, each in its own way; `x.yaml` and the folder are not there. */
const WRONG: readonly string[] = [
  '',
  'rnu x.yaml',
  'run',
  'run x.yaml',
  'run x.yaml --sed 1',
  'run x.yaml --seed -1',
  'run x.yaml --seed 1.5',
  'run x.yaml --var rps',
  'run x.yaml --repeat 0',
  'run x.yaml --reporter',
  'run --preset slow-3g x.yaml',
  'run x.yaml --target http://127.0.0.1:1',
  'run x.yaml --listen myhost',
  'run x.yaml --listen 0.0.0.0:8080',
  'run x.yaml --allow-clients everybody',
  'run x.yaml --allow-clients 10.0.0.0/33',
  'validate',
  'validate --format xml x.yaml',
  'plan x.yaml --seed 1',
  'report',
  'report gone',
  'report gone --format jnuit',
  'exec x.yaml',
  'exec x.yaml -- node',
  'faults latancy',
  'faults --use ./mine.js',
  'probes htpp',
  'explain E999',
  'explain latancy',
  'schema x',
  'completion powershell',
  'completion',
  'init --target shop --yes',
  'init --yes',
  'init --target http://127.0.0.1:1 --ci jenkins',
  'init --target http://127.0.0.1:1 --name "A B" --yes',
  'record',
  'record --upstream nowhere',
  'record --upstream http://127.0.0.1:1 --for soon',
  'record --upstream http://127.0.0.1:1 --port 99999',
  'record --upstream http://example.com',
  'ca instal',
  'ca export a b',
  'stop now',
  'demo --brokn',
  'doctor x',
]

const words = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, a, b]) => a ?? b ?? '')

test('every wrong command line is exit 2, says nothing on standard output, and is in the words of the golden file', async () => {
  await using folder = temporaryFolder()
  const shown: string[] = []
  for (const line of WRONG) {
    const terminal = fakeTerminal({ folder: folder.path })
    await runCommandLine(words(line), terminal)
    const { out, err, code } = terminal.written
    expect({ line, code, out }).toEqual({ line, code: 2, out: '' })
    const said = line === '' ? `${err.split('\n')[0]}\n…\n` : err
    shown.push(
      `$ fallacy ${line}\n${said.replaceAll(folder.path, '/here').replace(/there are: [^;\n]+/, 'there are: …')}`,
    )
  }
  await expect(shown.join('\n')).toMatchFileSnapshot('../golden/command-problems.txt')
})
