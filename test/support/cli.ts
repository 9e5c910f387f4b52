import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Finished, type ProgramOptions, runProgram } from './run-program.js'

/** The real command, as it was built before the tests. */
export const COMMAND = fileURLToPath(new URL('../../dist/bin/main.js', import.meta.url))

export interface CliOptions extends Omit<ProgramOptions, 'env'> {
  /** Added to the bare environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs `fallacy` with these arguments to its end. */
export const fallacy = (args: readonly string[], options: CliOptions = {}): Promise<Finished> =>
  runProgram([process.execPath, COMMAND, ...args], {
    ...{ cwd: tmpdir(), timeoutMs: 50_000, ...options },
    env: { ...bareEnvironment(), ...options.env },
  })

/** PATH and HOME, and consent to the programs of test files, and nothing else. */
export const bareEnvironment = () => {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME, FALLACY_ALLOW_COMMANDS: '1' }
}

/** A folder of its own for one test, gone afterwards. */
export const temporaryFolder = (files: Readonly<Record<string, string>> = {}) => {
  const path = mkdtempSync(join(tmpdir(), 'fallacy-test-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content)
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
