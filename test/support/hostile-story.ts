import type { Entry } from '../../src/core/journal.js'
import { conclude } from '../../src/run/report.js'
import { answered, failed, journalOf, planOf, runPhases, slo, slow } from './journal-factory.js'

/** Ends elements, opens comments, breaks lines where JavaScript has them, steers terminals and reorders what follows. */
export const HOSTILE =
  "</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)><!--\" onload='alert(1)' \u2028\u2029\u001b[31m\u202eevil\u0000 ]]> ${x} & http://evil.example/"

/** A whole run in which everything that is text is hostile. */
export const hostileStory = (): readonly Entry[] => {
  const id = `id${HOSTILE}`
  const plan = planOf({
    ...{ name: HOSTILE, title: HOSTILE, description: HOSTILE, tags: [HOSTILE] },
    proxies: [{ id, upstream: HOSTILE }],
    faults: [slow({ id: 'slow', fault: HOSTILE, target: HOSTILE })],
    probes: [{ id, type: HOSTILE }],
    hypotheses: [slo({ id: HOSTILE, title: HOSTILE, probe: id, limit: { op: 'max', value: 100, text: HOSTILE } })],
  })
  const writer = runPhases(journalOf(plan, { source: `${HOSTILE}\n`.repeat(12) }), plan)
    .samples(id, 1_000, 81_000, 250, index =>
      index % 4 === 0 ? failed(900, 'httpStatus', { status: 503, detail: HOSTILE }) : answered(60 + index),
    )
    .exchanges('slow', 21_000, 61_000, 1_000, () => true)
    .at(30_000)
  writer.add({ type: 'warning.raised', message: HOSTILE })
  writer.add({ type: 'proxy.listening', proxy: id, url: `http://127.0.0.1:1/${HOSTILE}`, upstream: HOSTILE })
  writer.add({
    ...{ type: 'exchange.opened', x: 900, route: id, protocol: 'http1', connection: 1 },
    ...{ method: HOSTILE, target: `/${HOSTILE}` },
  })
  writer.add({ type: 'fault.injected', x: 900, fault: 'slow', dose: { [HOSTILE]: HOSTILE } })
  writer.add({ type: 'probe.sampled', probe: id, sample: failed(5_000, 'body', { detail: HOSTILE }), x: 900 })
  return writer.at(81_000).ended(conclude(writer.entries)).entries
}
