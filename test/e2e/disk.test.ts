import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMAND, temporaryFolder } from '../support/cli.js'
import { runProgram } from '../support/run-program.js'
import { answering, smallExperiment } from '../support/small-experiment.js'

/** Runs with files of at most 512 × `blocks` bytes: the next write is refused as on a full disk. */
const runWithin = (blocks: number, cwd: string) =>
  runProgram(['sh', '-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, COMMAND, 'run', 'x.yaml'], {
    ...{ cwd, timeoutMs: 50_000 },
  })

test.skipIf(process.platform === 'win32')(
  'a disk that is full ends the run with 4: faults off, told once, and nothing that was written is lost',
  async () => {
    using upstream = await answering()
    using folder = temporaryFolder({ 'x.yaml': smallExperiment(upstream.url, { inject: '20s' }) })
    const run = await runWithin(48, folder.path)
    expect(run).toMatchObject({ code: 4, stdout: expect.stringContaining('ABORTED') })
    expect(run.stderr.match(/the journal can no longer be written: EFBIG/g)?.length).toBe(1)
    expect(run.stderr).toMatch(/slow +off/)
    const journal = readFileSync(join(folder.path, 'fallacy-report/latest/events.ndjson'), 'utf8')
    for (const line of journal.split('\n').slice(0, -1)) JSON.parse(line)
    const [first] = journal.split('\n')
    expect(first).toContain('"type":"run.started"')
  },
)
