// Writes a journal until it is killed, `node journal-main.mjs FILE`, and says at each turn how many entries those before have given to the file.

import { writeSync } from 'node:fs'

import { openJournalFile } from '../../dist/run/journal-file.js'

const file = openJournalFile(process.argv[2])
let t = 0
file.write({ t, type: 'run.started', schema: 'events/1' })
const turn = () => {
  if (t > 0) writeSync(1, `${t}\n`)
  for (let more = 0; more < 20; more++) file.write({ t: ++t, type: 'warning.raised', message: 'x'.repeat(t % 700) })
  // After the file's own end of turn, which was scheduled first.
  setTimeout(() => setImmediate(turn), 1)
}
turn()
