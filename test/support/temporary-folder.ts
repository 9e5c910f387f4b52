import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of the test's own, removed at its end. */
export const temporaryFolder = () => {
  const path = mkdtempSync(join(tmpdir(), 'fallacy-test-'))
  return {
    path,
    at: (name: string) => join(path, name),
    async [Symbol.asyncDispose]() {
      rmSync(path, { recursive: true, force: true })
    },
  }
}
