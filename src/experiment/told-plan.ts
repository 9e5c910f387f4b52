import type { Plan } from '../core/plan.js'
import type { Disguise } from '../core/redaction.js'
import { isSecretName } from '../core/secret-name.js'
import { type Mask, maskJson } from './mask.js'
import type { Scope } from './reference/scope.js'

interface Masks {
  readonly mask: Mask
  readonly disguise: Disguise | null
}

/** The plan as a run tells it, with the values of variables; the rules keep the real ones. */
export const toldPlan = (plan: Plan, vars: Scope['vars'], { mask, disguise }: Masks): Plan => {
  // What is called like a secret is told as one.
  const told = ([name, value = null]: readonly [string, Value]) =>
    [name, disguise !== null && isSecretName(name) ? disguise(String(value)) : maskJson(value, mask)] as const
  const known = [...vars].filter(([, value]) => value !== undefined)
  return {
    ...plan,
    faults: plan.faults.map(fault => ({ ...fault, options: maskJson(fault.options, mask) })),
    ...(vars.size > 0 && { vars: Object.fromEntries(known.map(told)) }),
  }
}

type Value = Scope['vars'] extends ReadonlyMap<string, infer Of> ? Of : never
