import type { JsonPath } from '../core/json-path.js'
import type { Seal } from '../core/seal.js'

/** A value of each exchange of a target that is journalled, so that one exchange can be matched with another. */
export interface KeyRule {
  /** As written, such as `request.json:$.order.id`: the name under which it is journalled. */
  readonly name: string
  /** `proxy` (all of it) or `proxy/route`. */
  readonly target: string
  readonly side: 'request' | 'response'
  readonly place:
    | { readonly kind: 'json'; readonly path: JsonPath }
    | { readonly kind: 'header'; readonly name: string }
    | { readonly kind: 'query'; readonly name: string }
  /** By what it is told, where it may not be told itself. */
  readonly seal: Seal | null
}
