import { expect, test } from 'vitest'
import { programsStarted } from '../../src/cli/programs.js'
import { experimentOf, probeOf, serviceOf } from '../support/experiment.js'

test('every program that a run would start is named with its arguments, and hostile ones stay text', () => {
  const experiment = experimentOf({
    services: [
      serviceOf({
        ...{ id: 'shop', command: ['node', 'server.js', '\x1b[2J'] },
        ready: { kind: 'command', command: ['./is-up.sh'], timeoutMs: 1, everyMs: 1 },
      }),
    ],
    probes: [
      { id: 'home', everyMs: 500, probe: probeOf() },
      { id: 'stuck', everyMs: 500, probe: { ...probeOf(), command: ['./stuck-orders.sh', '--json'] } },
    ],
  })
  expect(programsStarted(experiment)).toEqual([
    'service shop: node server.js \\x1b[2J',
    'ready shop: ./is-up.sh',
    'probe stuck: ./stuck-orders.sh --json',
  ])
})
