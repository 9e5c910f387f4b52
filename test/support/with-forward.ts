import type { BoundFault } from '../../src/core/bound-fault.js'
import type { Clock } from '../../src/core/clock.js'
import type { FactOf, FactType } from '../../src/core/fact.js'
import { type Entry, openJournal } from '../../src/core/journal.js'
import { seeded } from '../../src/core/random.js'
import { systemClock } from '../../src/core/system-clock.js'
import { createPlane } from '../../src/proxy/create-plane.js'
import type { Plane } from '../../src/proxy/plane.js'
import type { ForwardSpec } from '../../src/proxy/rule.js'
import type { Authority } from '../../src/proxy/tls/authority.js'
import { ruleOf } from './rules.js'
import { temporaryFolder } from './temporary-folder.js'
import { testAuthorityIn } from './test-authority.js'

/** A forward proxy, `egress`, on a free port, with the authority of the tests and a journal of its own. */
export interface TestForward extends AsyncDisposable {
  readonly plane: Plane
  readonly url: string
  readonly port: number
  readonly authority: Authority
  readonly entries: readonly Entry[]
  facts<Type extends FactType>(type: Type): readonly Entry<FactOf<Type>>[]
  /** Puts a fault into force on `egress`, or on a route of it; returns the lift. */
  inject(fault: BoundFault, target?: string): () => void
}

export const forwardSpec = (setting: Partial<ForwardSpec> = {}): ForwardSpec => ({
  ...{ mode: 'forward', id: 'egress', listen: { host: '127.0.0.1', port: 0 }, routes: [] },
  ...{ intercept: ['*'], tunnel: [], refuse: [], map: new Map(), upstreamTls: new Map(), judge: () => null },
  ...setting,
})

/** `await using proxy = await withForward({ map })`. */
export const withForward = async (
  setting: Partial<ForwardSpec> = {},
  clock: Clock = systemClock(),
  reserved: readonly number[] = [],
): Promise<TestForward> => {
  const start = clock.now()
  const journal = openJournal(() => clock.now() - start)
  const entries: Entry[] = []
  journal.subscribe(entry => entries.push(entry))
  const folder = temporaryFolder()
  const authority = await testAuthorityIn(folder.at('ca'))
  const plane = createPlane({
    ...{ clock, journal, random: seeded(1), ttlMs: 600_000, reserved },
    authority: async () => authority,
  })
  const { url, port } = await plane.listen(forwardSpec(setting))
  let injected = 0
  return {
    ...{ plane, url, port, authority, entries },
    facts: type => entries.filter((entry): entry is Entry<FactOf<typeof type>> => entry.type === type),
    inject(fault, target = 'egress') {
      const lift = plane.activate(ruleOf(`fault-${++injected}`, fault, {}, target), 'inject')
      return () => lift('schedule')
    },
    async [Symbol.asyncDispose]() {
      await plane.close(0)
      await folder[Symbol.asyncDispose]()
    },
  }
}
