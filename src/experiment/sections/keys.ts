import * as v from 'valibot'
import { parseJsonPath } from '../../core/json-path.js'
import type { Hypothesis } from '../../core/plan.js'
import { hides, hidesField, type Redaction } from '../../core/redaction.js'
import type { Seal } from '../../core/seal.js'
import { isSecretName } from '../../core/secret-name.js'
import type { KeyRule } from '../../proxy/key-rule.js'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import type { Probes } from './probes.js'

type Place = Pick<KeyRule, 'side' | 'place'>

const FORM = /^(request|response)\.(json|header|query):(.+)$/s

const placeOf = (text: string): Place | string => {
  const [, side, kind, rest = ''] = FORM.exec(text) ?? []
  const wanted = 'expected a key such as request.json:$.order.id, response.header:location or request.query:id'
  if ((side !== 'request' && side !== 'response') || (side === 'response' && kind === 'query'))
    return `${wanted}, found ${JSON.stringify(text)}`
  if (kind === 'header') return { side, place: { kind, name: rest } }
  if (kind === 'query') return { side, place: { kind, name: rest } }
  const parsed = parseJsonPath(rest)
  return parsed.ok
    ? { side, place: { kind: 'json', path: parsed.path } }
    : `not a JSON path, at character ${parsed.at + 1}: ${parsed.why}`
}

/** What exchanges are matched by, as written. */
export const eventKey = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const place = dataset.typed ? placeOf(dataset.value) : null
    if (typeof place === 'string') addIssue({ message: place })
  }),
  v.metadata({ examples: ['request.json:$.order.id', 'response.json:$.orderId', 'request.header:idempotency-key'] }),
)

/** What no output may tell of an exchange. */
interface Hidden {
  readonly redact: Redaction | null
  readonly all: boolean
  readonly seal: Seal
}

/** What the proxies journal of the exchanges that hypotheses match; keys of what is no traffic are reported. */
export const readKeys = (
  sheet: Sheet,
  hypotheses: readonly Hypothesis[],
  { bound }: Probes,
  hidden: Hidden,
): readonly KeyRule[] => {
  const rules = new Map<string, KeyRule>()
  for (const hypothesis of hypotheses)
    for (const { probe, key } of endsOf(hypothesis)) {
      const place = placeOf(key)
      const target = bound.get(probe)?.target ?? null
      if (target === null && bound.has(probe))
        sheet.report({
          code: CODES.wrong,
          path: ['hypotheses'],
          on: 'key',
          message: `${hypothesis.id} needs the key of ${probe}, and only exchanges of a proxy have keys`,
          hints: ['name a traffic probe, or a target'],
        })
      if (target === null || typeof place === 'string') continue
      rules.set(`${target} ${key}`, { name: key, target, seal: isSecret(place, hidden) ? hidden.seal : null, ...place })
    }
  return [...rules.values()]
}

/** What is masked everywhere else must not be told as a key. */
const isSecret = ({ place }: Place, { redact, all }: Hidden): boolean => {
  if (all || redact === null) return all
  if (place.kind === 'json') return hides(redact, place.path)
  return place.kind === 'header' ? hidesField(redact, place.name) : isSecretName(place.name)
}

const endsOf = (hypothesis: Hypothesis): readonly { readonly probe: string; readonly key: string }[] => {
  if (hypothesis.kind !== 'eventually') return []
  const ends = 'probe' in hypothesis.start ? [hypothesis.start, hypothesis.finish] : [hypothesis.finish]
  return ends.flatMap(({ probe, key }) => (key === null ? [] : [{ probe, key }]))
}
