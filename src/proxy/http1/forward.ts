import type { Request } from '../../core/exchange.js'
import type { HeaderList } from '../../core/headers.js'
import { targetAt } from '../address.js'
import { Arrived } from './arrived.js'
import type { Framing } from './framing.js'
import type { FoundHead } from './head-buffer.js'
import { requestHeadOf, rewrite, strike } from './head-edit.js'
import type { ReplyStart } from './reply-heads.js'
import { framedRequest } from './written-framing.js'

/**
 * A request as it goes to the upstream, from its head to `end` in the bytes it came in. Its head is edited where it
 * lies, and only where it must: fields of the client's connection, a target that is not a plain path here.
 */
export const requestBytes = (request: Arrived, found: FoundHead, end: number, base: URL): Buffer => {
  const { head, survey } = request
  const target = targetAt(base, head.target)
  if (target === head.target && !request.asksUpgrade)
    return found.bytes.subarray(strike(found, head.fields, survey.hops), end)
  const line = `${head.method} ${target} HTTP/1.1`
  return withHead(rewrite(head.fields, { line, drop: survey.hops, add: upgradeFields(request) }), found, end)
}

/**
 * The head of a request that is pulled, as it goes to the upstream, and the framing of its body: its lines are those that
 * came, unless a fault has made another request of it. Throws when a part has characters that would end it early.
 */
export const requestHead = (request: Request, base: URL): { readonly head: Buffer; readonly framing: Framing } => {
  const target = targetAt(base, request.target)
  if (request instanceof Arrived) {
    const { head, survey, framing } = request
    const line = `${request.method} ${target} HTTP/1.1`
    return { head: rewrite(head.fields, { line, drop: survey.hops, add: [] }), framing }
  }
  const { headers, framing } = framedRequest(request)
  return { head: requestHeadOf(request.method, target, headers), framing }
}

/** The connection to the upstream asks for the same upgrade as the client's. */
export const upgradeFields = ({ asksUpgrade, survey }: Arrived): HeaderList =>
  asksUpgrade ? [['Connection', 'Upgrade'], ...survey.upgrades.map(value => ['Upgrade', value] as const)] : []

/** A final reply as it goes to the client, from its head to `end` in the bytes it came in. */
export const replyBytes = ({ head, found, survey }: ReplyStart, end: number, keepAlive: boolean): Buffer => {
  if (head.status === 101) return found.bytes.subarray(found.start, end)
  const isRight = head.minor === 1 && head.text[REASON_AT - 1] === ' '
  if (keepAlive && isRight) return found.bytes.subarray(strike(found, head.fields, survey.hops), end)
  const line = isRight ? null : `HTTP/1.1 ${head.status} ${head.reason}`
  return withHead(
    rewrite(head.fields, { line, drop: survey.hops, add: keepAlive ? [] : [['Connection', 'close']] }),
    found,
    end,
  )
}

/** Where the reason begins, behind `HTTP/1.1 200 `. */
const REASON_AT = 13

const withHead = (head: Buffer, found: FoundHead, end: number): Buffer =>
  end === found.end ? head : Buffer.concat([head, found.bytes.subarray(found.end, end)])
