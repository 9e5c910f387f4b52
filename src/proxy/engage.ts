import type { Activation } from './board.js'
import type { ProxyDoor } from './door.js'
import type { Traffic } from './pipeline.js'
import { accompany } from './reception.js'
import { toolsFor } from './tools.js'

/** Begins what a rule does by itself, without waiting for a request: with connections that are open, and at the door. */
export const engage = (activation: Activation, door: ProxyDoor | undefined, traffic: Traffic): void => {
  const { rule } = activation
  const [proxy = ''] = rule.target.split('/')
  if (rule.envelope.existing !== 'apply') door?.shed(rule.envelope.existing)
  else for (const passage of [...traffic.open]) passage.meet(activation)
  if (rule.fault.reach === 'connection')
    for (const visit of traffic.visits.of(proxy)) accompany(activation, visit, traffic)
  if (rule.fault.reach === 'door' && door !== undefined) void hold(activation, door, traffic)
}

/** Whatever a fault shuts is open again when it is lifted, or has failed. */
const hold = async (activation: Activation, door: ProxyDoor, { clock, journal }: Traffic): Promise<void> => {
  const { rule, gate, strength } = activation
  const hit = { route: rule.target, signal: door.signal }
  const opens = new Set<() => void>()
  const open = () => {
    for (const one of opens) one()
  }
  activation.lifting.addEventListener('abort', open)
  const injection = rule.fault.draw(gate.always, strength())
  journal.append({ type: 'fault.injected', proxy: rule.target, fault: rule.id, dose: injection.dose })
  try {
    await injection.hold?.(toolsFor(activation, hit, clock, journal))({
      ...{ signal: door.signal, shed: how => door.shed(how) },
      get open() {
        return door.open
      },
      shut() {
        const one = door.shut()
        opens.add(one)
        return one
      },
    })
  } catch (error) {
    if (!door.signal.aborted)
      journal.append({ type: 'warning.raised', message: `the fault ${rule.id} broke off: ${error}` })
  } finally {
    open()
    activation.lifting.removeEventListener('abort', open)
  }
}
