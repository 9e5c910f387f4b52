import * as v from 'valibot'
import { expectedJson, expectedText, unlikeJson, unlikeText } from './content.js'
import type { HttpAnswer } from './http-client.js'
import { headerMap } from './http-options.js'
import { type Redaction, shownField } from './redaction.js'

/** How much of a body must be kept to look at it, in bytes. */
export const KEPT_TO_LOOK = 1024 ** 2

/** What a good reply has besides its status: the keys of an `expect`. */
export const replyContent = {
  header: v.optional(
    v.pipe(headerMap, v.metadata({ description: 'fields that must be there; * means any value' })),
    {},
  ),
  body: v.optional(expectedText),
  json: v.optional(expectedJson),
}
const content = v.object(replyContent)
export type ReplyContent = v.InferOutput<typeof content>

export const looksAtBody = ({ body, json }: ReplyContent): boolean => body !== undefined || json !== undefined

/** Why a reply is not as expected; null when it is. Without a redaction nothing is hidden. */
export const unlikeReply = (
  { headers, body, cut }: HttpAnswer,
  { header, body: text, json }: ReplyContent,
  redaction?: Redaction,
): string | null => {
  for (const [name, wanted] of Object.entries(header)) {
    const found = Object.getOwnPropertyDescriptor(headers, name.toLowerCase())?.value
    if (found === undefined) return `the reply has no ${name}`
    const shown = (value: string) => (redaction ? shownField(redaction, name, value) : value)
    if (wanted !== '*' && found !== wanted) return `${name} is ${shown(found)}, expected ${shown(wanted)}`
  }
  if (text === undefined && json === undefined) return null
  if (cut && json !== undefined) return 'the body is larger than 1 MiB'
  const content = body.toString('utf8')
  const why = (text && unlikeText(content, text)) ?? (json && unlikeJson(content, json, redaction)) ?? null
  return why === null ? null : `the body ${why}`
}
