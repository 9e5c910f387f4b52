import { inert } from '../core/inert.js'
import { cdata, element } from './xml.js'

export type Outcome =
  | { readonly kind: 'pass' }
  | { readonly kind: 'skipped'; readonly message: string }
  | { readonly kind: 'failure' | 'error'; readonly type: string; readonly message: string; readonly details: string }

export interface Case {
  readonly classname: string
  readonly name: string
  /** With a point, three digits. */
  readonly seconds: string
  readonly outcome: Outcome
}

export const caseElement = ({ classname, name, seconds, outcome }: Case): string =>
  element('testcase', { classname: inert(classname), name: inert(name), time: seconds }, childOf(outcome))

const childOf = (outcome: Outcome): readonly string[] => {
  if (outcome.kind === 'pass') return []
  const { kind, message } = outcome
  if (kind === 'skipped') return [element(kind, { message })]
  return [element(kind, { type: outcome.type, message }, [cdata(outcome.details)])]
}
