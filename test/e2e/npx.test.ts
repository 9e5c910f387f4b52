import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { COMMAND, temporaryFolder } from '../support/cli.js'
import { factsIn, journalOf } from '../support/journal-of.js'
import { need } from '../support/need.js'
import { answering, smallExperiment } from '../support/small-experiment.js'

const ENDINGS = [
  ['SIGINT', 'sigint', 130],
  ['SIGTERM', 'sigterm', 143],
] as const

for (const [signal, exit, code] of ENDINGS)
  test.skipIf(process.platform !== 'linux')(
    `${signal} to npx alone takes the faults off within a second and leaves a report`,
    async context => {
      need(context, 'npx')
      using upstream = await answering()
      using folder = temporaryFolder({ 'x.yaml': smallExperiment(upstream.url, { inject: '30s' }) })
      const npx = spawn('npx', ['-c', `"${process.execPath}" "${COMMAND}" run x.yaml`], { cwd: folder.path })
      let sentAt = Number.NaN
      npx.stderr.on('data', text => {
        if (!String(text).includes('slow on')) return
        setTimeout(() => {
          sentAt = Date.now()
          npx.kill(signal)
        }, 600)
      })
      // npx may be gone before the run has written its report: the streams end with the run.
      const closed = once(npx, 'close')
      expect(await once(npx, 'exit')).toEqual([null, signal])
      await closed
      const entries = journalOf(folder.path)
      const [started] = factsIn(entries, 'run.started')
      const [lifted] = factsIn(entries, 'fault.lifted')
      expect(factsIn(entries, 'run.ended')).toMatchObject([{ exit, code }])
      expect(lifted).toMatchObject({ why: 'signal' })
      expect(Date.parse(started?.at ?? '') + (lifted?.t ?? Number.NaN) - sentAt).toBeLessThan(1_000)
    },
  )
