import { expect, test } from 'vitest'
import { planText } from '../../src/cli/plan-text.js'
import { experimentOf, probeOf } from '../support/experiment.js'
import { errorRate, phase, slow } from '../support/journal-factory.js'

test('a plan shows when what happens, who is touched, and what can be decided', () => {
  const experiment = experimentOf({
    plan: {
      phases: [
        phase('baseline', 60),
        phase('inject', 30, {
          settleMs: 5_000,
          ramp: { overMs: 10_000, from: 0.1 },
          schedule: [{ fault: 'cut', atMs: 20_000, forMs: 2_000, everyMs: 5_000 }],
        }),
      ],
      faults: [slow({ percent: 0.1, minHits: 20 }), slow({ id: 'cut', fault: 'reset', target: 'payments/charge' })],
      hypotheses: [errorRate()],
    },
    probes: [{ id: 'home', everyMs: 500, probe: probeOf() }],
  })
  expect(planText(experiment)).toBe(`The page stays usable while payments are slow
  experiments/slow-payments.yaml · 1 m 30 s
  touches 127.0.0.1:3000, 127.0.0.1:9102
  listens payments at a free port of 127.0.0.1, for this machine
  hits    100 % of payments at most, in inject

Phases
  0:00  baseline  1 m
  1:00  inject    30 s  slow; cut at 1:20 for 2 s every 5 s; ramp from 10 % over 10 s; first 5 s not judged

Faults
  slow  latency  10 % of payments          inconclusive below 20 hits
  cut   reset    100 % of payments/charge  inconclusive below 1 hit

Hypotheses
  no-errors  inject  ~50 samples, 73 needed  NOT decidable

no-errors: inject yields about 50 samples (2/s x 25 s); confirming 5% needs 73. Lengthen inject
  to 42s, sample every 342ms, or widen the limit to 7.2%.
`)
})
